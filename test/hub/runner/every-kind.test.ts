import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../../../src/protocol/run.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { findRun } from '../../../src/hub/db/runs.ts';
import type { TestHub } from '../../support/test-hub.ts';
import {
  callChunk,
  endWith,
  openAssistantHub,
  outputsOf,
  startAssistant,
  thinkingChunk,
  type AssistantRun,
} from './assistant-run.ts';
import { stateOf } from './state-of.ts';

let hub: TestHub;
let assistantId: string;

beforeAll(async () => {
  ({ hub, assistantId } = await openAssistantHub());
});
afterAll(() => hub.close());

/** A model that thinks, and calls two tools at once. */
async function thinkAndCall({ runId }: AssistantRun): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  for (const text of ['Two ', 'cities.']) completion.pushChunk(thinkingChunk(text));
  completion.pushChunk(callChunk('call_1', 0));
  completion.pushChunk(callChunk('call_2', 1));
  endWith(completion, 'tool_calls');
  await hub.untilLogged(runId, '"submit_tool_outputs":{"tool_calls":[{"id":"call_1"');
}

/** A model that thinks, and answers. */
async function thinkAndAnswer(): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(thinkingChunk('Both dry.'));
  completion.push('It is ', 'dry.');
  endWith(completion, 'stop');
}

async function runWithEveryKind(): Promise<AssistantRun> {
  const run = await startAssistant(hub, assistantId);
  await thinkAndCall(run);
  await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1', 'call_2'));
  await thinkAndAnswer();
  await hub.events(run.stream);
  return run;
}

it('thinking, calls and outputs are deltas: the hub and its clients count the same, and keep their order', async () => {
  const run = await runWithEveryKind();
  const state = stateOf(await hub.events(run.stream));
  expect(state.thoughts).toMatchObject([
    { text: 'Two cities.', deltas: 2, isOpen: false, isOfStep: true },
    { text: 'Both dry.', deltas: 1, isOpen: false, isOfStep: false },
  ]);
  expect(state.steps).toMatchObject([
    {
      status: 'completed',
      calls: [
        { id: 'call_1', function: { name: 'weather', output: 'output of call_1' } },
        { id: 'call_2', function: { arguments: '{"city":"Athens"}', output: 'output of call_2' } },
      ],
    },
  ]);
  expect(state.messages).toMatchObject([{ streamed: 'It is dry.', deltas: 3 }]);
  expect(state.thoughts[1]?.id).toBe(state.messages[0]?.id);
  const places = [state.thoughts[0], state.steps[0], state.thoughts[1]].map((part) => part?.opened ?? 0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(state.deltas).toBe(2 + 2 + 1 + 1 + 2);
  expect((await findRun(hub.db, run.threadId, run.runId))?.deltas).toBe(state.deltas);
});

it('after the run, the steps of its thread have the thinking and the outputs, on request', async () => {
  const run = await runWithEveryKind();
  const list = async (path: string) => (await hub.call<{ data: RunStep[] }>(path)).body.data;
  const [step] = await list(`/threads/${run.threadId}/steps?include_thinking=true`);
  const [thought] = stateOf(await hub.events(run.stream)).thoughts;
  expect(step).toMatchObject({
    run_id: run.runId,
    status: 'completed',
    thinking: { message_id: thought?.id, text: 'Two cities.', elapsed_ms: thought?.elapsed },
    step_details: { tool_calls: [{ id: 'call_1' }, { function: { output: 'output of call_2' } }] },
  });
  const ofRun = { ...step, next_message_id: undefined }; // only the list of the thread says which message is next
  expect((await list(`${run.path}/steps?include_thinking=true&order=asc`))[0]).toEqual(ofRun);
  const one = await hub.call<RunStep>(`${run.path}/steps/${step?.id}?include_thinking=true`);
  expect(one.body).toEqual(ofRun);
  for (const path of [`/threads/${run.threadId}/steps`, `${run.path}/steps`])
    for (const plain of await list(path)) expect(plain).not.toHaveProperty('thinking');
});

it('lists the tool calls of all runs of a thread, newest first, in pages', async () => {
  const { threadId, runId } = await runWithEveryKind();
  const { body: next } = await hub.call<Run>(`/threads/${threadId}/runs`, { assistant_id: assistantId });
  const second = { path: `/threads/${threadId}/runs/${next.id}`, runId: next.id };
  await thinkAndCall({ threadId, stream: '', ...second });
  await hub.call(`${second.path}/submit_tool_outputs`, outputsOf('call_1', 'call_2'));
  await thinkAndAnswer();
  await hub.events(`/threads/${threadId}/stream/${next.id}`);
  const page = async (query: string) =>
    (await hub.call<{ data: RunStep[]; has_more: boolean }>(`/threads/${threadId}/steps?limit=1${query}`))
      .body;
  const newest = await page('');
  expect([newest.data[0]?.run_id, newest.has_more]).toEqual([next.id, true]);
  const oldest = await page(`&after=${newest.data[0]?.id}`);
  expect([oldest.data[0]?.run_id, oldest.has_more]).toEqual([runId, false]);
  const other = await startAssistant(hub, assistantId);
  await hub.provider.nextCompletion();
  expect((await hub.call(`/threads/${other.threadId}/steps`)).body).toMatchObject({ data: [] });
  await hub.call(`${other.path}/cancel`, {});
});

it('a snapshot in a pause has every kind', async () => {
  const run = await startAssistant(hub, assistantId);
  await thinkAndCall(run);
  const data = await hub.snapshot(run.stream);
  expect(data).toMatchObject({
    deltas: 4,
    thoughts: [{ text: 'Two cities.', isOpen: false, isOfStep: true }],
    steps: [{ status: 'in_progress', calls: [{ id: 'call_1' }, { id: 'call_2' }] }],
  });
  await hub.call(`${run.path}/cancel`, {});
});

it('a run that waits for outputs continues after a restart of the hub, with nothing lost and nothing twice', async () => {
  const run = await startAssistant(hub, assistantId);
  await thinkAndCall(run);
  hub = await hub.restart();
  await hub.call(`${run.path}/submit_tool_outputs`, outputsOf('call_1', 'call_2'));
  await thinkAndAnswer();
  const state = stateOf(await hub.events(run.stream));
  expect(state).toMatchObject({ deltas: 8, status: 'completed', steps: [{ status: 'completed' }] });
  const { body } = await hub.call<{ data: RunStep[] }>(
    `/threads/${run.threadId}/steps?include_thinking=true`,
  );
  expect(body.data).toMatchObject([{ status: 'completed', thinking: { text: 'Two cities.' } }]);
  expect((await findRun(hub.db, run.threadId, run.runId))?.deltas).toBe(8);
});

it('what the model thinks between its calls is kept with their step', async () => {
  const run = await startAssistant(hub, assistantId);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(thinkingChunk('First Athens. '));
  completion.pushChunk(callChunk('call_1', 0));
  completion.pushChunk(thinkingChunk('Then Sparta.'));
  completion.pushChunk(callChunk('call_2', 1));
  endWith(completion, 'tool_calls');
  await hub.untilLogged(run.runId, '"submit_tool_outputs":{"tool_calls":[{"id":"call_1"');
  const { body } = await hub.call<{ data: RunStep[] }>(
    `/threads/${run.threadId}/steps?include_thinking=true`,
  );
  expect(body.data).toMatchObject([{ thinking: { text: 'First Athens. Then Sparta.' } }]);
  await hub.call(`${run.path}/cancel`, {});
});
