import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent, CompletionChunk, ToolCallPiece } from '../../../src/agents/agent.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Calls a tool, and answers with its result. */
const lookUp: Agent = async (env) => {
  const asked = env.completion([], { stream: true });
  for await (const chunk of asked) void chunk;
  await env.addReply('It rains.');
};

function callPiece(piece: ToolCallPiece): CompletionChunk {
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

it('streams tool calls as a step of the run, piece by piece, and does not count them as deltas', async () => {
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

interface Listed {
  data: RunStep[];
  first_id: string;
  has_more: boolean;
}

it('keeps the steps in the order in which they began, even after the log is deleted', async () => {
  const run = await hub.run(async (env) => {
    await env.addReply('Let me look that up.');
    await env.addReply(env.completion([], { stream: true }));
    await env.addReply(env.completion([], { stream: true }));
  });
  const calls = await hub.provider.nextCompletion();
  calls.push('One ', 'moment.');
  for (const [index, city] of ['Athens', 'Sparta'].entries()) {
    calls.pushChunk(callPiece({ index, id: `call_${index}`, function: { name: 'weather', arguments: '' } }));
    calls.pushChunk(callPiece({ index, function: { arguments: `{"city":"${city}"}` } }));
  }
  calls.end();
  const answer = await hub.provider.nextCompletion();
  answer.push('It rains.');
  answer.end();
  const told = (await hub.events(run.path)).filter(({ event }) => event === 'thread.run.step.created');
  const path = `/threads/${run.threadId}/runs/${run.runId}/steps`;

  for (const isSwept of [false, true]) {
    if (isSwept) await hub.log.sweep(new Date(Date.now() + 1_000));
    const { body } = await hub.call<Listed>(`${path}?order=asc`);
    expect(body.data.map(({ type, status }) => [type, status])).toEqual([
      ['message_creation', 'completed'],
      ['message_creation', 'completed'],
      ['tool_calls', 'completed'],
      ['message_creation', 'completed'],
    ]);
    expect(body.data.map(({ id }) => id)).toEqual(told.map(({ data }) => data.id));
    const step = body.data[2]!;
    expect(step.step_details).toMatchObject({
      tool_calls: [
        { id: 'call_0', function: { name: 'weather', arguments: '{"city":"Athens"}' } },
        { id: 'call_1', function: { name: 'weather', arguments: '{"city":"Sparta"}' } },
      ],
    });
    expect((await hub.call(`${path}/${step.id}`)).body).toEqual(step);
  }
});

it('lists steps in pages, in both orders', async () => {
  const { path, threadId, runId, completion } = await callTool();
  completion.end();
  await hub.events(path);
  const steps = `/threads/${threadId}/runs/${runId}/steps`;
  const types = async (query: string) => {
    const { body } = await hub.call<Listed>(`${steps}?${query}`);
    return [body.data.map(({ type }) => type), body.has_more];
  };
  expect(await types('limit=1&order=asc')).toEqual([['tool_calls'], true]);
  expect(await types('limit=1')).toEqual([['message_creation'], true]);
  const { first_id } = (await hub.call<Listed>(steps)).body;
  expect(await types(`after=${first_id}`)).toEqual([['tool_calls'], false]);
  expect(await types(`order=asc&before=${first_id}`)).toEqual([['tool_calls'], false]);
  expect((await hub.call(`${steps}?after=step_none`)).status).toBe(400);
  expect((await hub.call(`${steps}/step_none`)).status).toBe(404);
});

it('keeps the step of a run that fails in the middle of a call', async () => {
  const { path, threadId, runId, completion } = await callTool();
  completion.fail(new ProviderError('gone'));
  await hub.events(path);
  const { body } = await hub.call<Listed>(`/threads/${threadId}/runs/${runId}/steps`);
  expect(body.data).toMatchObject([
    {
      status: 'failed',
      step_details: { tool_calls: [{ id: 'call_1', function: { arguments: '{"city":"Athens"}' } }] },
    },
  ]);
});

it('ignores invalid tool calls', async () => {
  const { path } = await hub.run(lookUp);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(callPiece({ index: 1e9, id: 'call_1' }));
  completion.pushChunk({
    choices: [{ index: 0, delta: { tool_calls: 'none' as unknown as ToolCallPiece[] } }],
  });
  completion.end();
  expect((await hub.events(path)).at(-1)?.event).toBe('thread.run.completed');
});
