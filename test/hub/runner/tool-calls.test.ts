import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent, CompletionChunk } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Looks something up, and answers with what it has found. */
const lookUp: Agent = async (env) => {
  const asked = env.completion([], { stream: true });
  for await (const chunk of asked) void chunk;
  await env.addReply('It rains.');
};

function callPiece(piece: object): CompletionChunk {
  return { choices: [{ index: 0, delta: { tool_calls: [piece] }, finish_reason: null }] };
}

interface StepData {
  id: string;
  status: string;
  delta: { step_details: { tool_calls: object[] } };
  step_details: { type: string; tool_calls: { function: object }[] };
}

async function callTool() {
  const run = await hub.run(lookUp);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(callPiece({ index: 0, id: 'call_1', function: { name: 'weather', arguments: '' } }));
  completion.pushChunk(callPiece({ index: 0, function: { arguments: '{"city":' } }));
  completion.pushChunk(callPiece({ index: 0, function: { arguments: '"Athens"}' } }));
  return { ...run, completion };
}

async function toolSteps(path: string) {
  const events = await hub.events(path);
  const steps = events
    .filter(({ event }) => event.startsWith('thread.run.step.'))
    .map(({ event, data }) => ({
      name: event.replace('thread.run.step.', ''),
      ...(data as unknown as StepData),
    }));
  const { id } = steps.find((step) => step.step_details?.type === 'tool_calls')!;
  return { events, steps: steps.filter((step) => step.id === id) };
}

it('tells tool calls as a step of the run, piece by piece, and counts none of them as a delta', async () => {
  const { path, threadId, runId, completion } = await callTool();
  completion.end();
  const { steps, events } = await toolSteps(path);
  expect(steps.map(({ name }) => name)).toEqual([
    'created',
    'in_progress',
    'delta',
    'delta',
    'delta',
    'completed',
  ]);
  expect(steps[3]!.delta.step_details.tool_calls).toEqual([
    { index: 0, type: 'function', function: { arguments: '{"city":' } },
  ]);
  expect(steps.at(-1)!.step_details.tool_calls).toEqual([
    {
      id: 'call_1',
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"Athens"}', output: null },
    },
  ]);
  expect(events.filter(({ event }) => event === 'thread.message.delta')).toHaveLength(0);
  expect((await hub.call(`/threads/${threadId}/runs/${runId}`)).body).toMatchObject({ status: 'completed' });
});

it('ends the step of a run that is cancelled in the middle of a call', async () => {
  const { path, threadId, runId } = await callTool();
  await hub.untilLogged(runId, 'Athens');
  await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
  expect((await toolSteps(path)).steps.at(-1)).toMatchObject({ name: 'cancelled', status: 'cancelled' });
});

it('passes over what calls itself a tool call and is none', async () => {
  const { path } = await hub.run(lookUp);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(callPiece({ index: 1e9, id: 'call_1' }));
  completion.pushChunk({ choices: [{ index: 0, delta: { tool_calls: 'none' } }] });
  completion.end();
  expect((await hub.events(path)).at(-1)?.event).toBe('thread.run.completed');
});
