import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStep } from '../../../../src/protocol/run-step.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import {
  callChunk,
  endWith,
  startAssistant,
  makeAssistant,
  thinkingChunk,
} from '../../runner/assistant-run.ts';
import { delegate, messageId, reply, type DelegatedRun } from './delegated-run.ts';

let hub: TestHub;
let ids = 0;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Requests a completion that thinks, and calls two tools. Returns the id of its message. */
async function callTwice(
  { threadId, runId }: DelegatedRun,
  { stream = true, answers = true, text = '' } = {},
): Promise<string> {
  const id = messageId(++ids);
  const asked = hub.request('/chat/completions', {
    method: 'POST',
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'Go.' }],
      stream,
      tools: [{ type: 'function', function: { name: 'weather' } }],
    }),
    headers: {
      thread_id: threadId,
      run_id: runId,
      message_id: id,
      ...(answers && { answers_calls: 'true' }),
    },
  });
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(thinkingChunk('Two '));
  completion.pushChunk(thinkingChunk('cities.'));
  if (text !== '') completion.push(text);
  completion.pushChunk(callChunk('call_1', 0));
  completion.pushChunk(callChunk('call_2', 1));
  endWith(completion, 'tool_calls');
  await (await asked).text();
  return id;
}

function add({ run }: DelegatedRun, message_id: string, ...outputs: [id: string, output: string][]) {
  const tool_outputs = outputs.map(([tool_call_id, output]) => ({ tool_call_id, output }));
  return hub.call<RunStep & { error: { message: string; param?: string } }>(`${run}/outputs`, {
    message_id,
    tool_outputs,
  });
}

async function steps({ run }: DelegatedRun): Promise<RunStep[]> {
  return (await hub.call<{ data: RunStep[] }>(`${run}/steps?order=asc&include_thinking=true`)).body.data;
}

function outputsIn({ step_details: details }: RunStep): (string | null)[] {
  return details.type === 'tool_calls' ? details.tool_calls.map((call) => call.function.output) : [];
}

async function end(run: DelegatedRun, status = 'completed') {
  await hub.call(run.run, { status });
  return hub.events(run.stream);
}

describe('the outputs of tools that an agent runs', () => {
  it('are deltas of the step of their calls, which ends with the last one', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run);
    expect(await steps(run)).toMatchObject([
      {
        status: 'in_progress',
        thinking: { message_id: id, text: 'Two cities.' },
        step_details: { tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      },
    ]);
    const first = await add(run, id, ['call_2', 'wet']);
    expect(first).toMatchObject({ status: 200, body: { status: 'in_progress' } });
    expect(outputsIn(first.body)).toEqual([null, 'wet']);
    const second = await add(run, id, ['call_1', '']);
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, status: 'completed' } });

    const events = await end(run);
    const told = events.filter(({ data }) => data.id === first.body.id).map(({ event }) => event);
    expect(told.slice(-3)).toEqual([
      'thread.run.step.delta',
      'thread.run.step.delta',
      'thread.run.step.completed',
    ]);
    const outputs = events.flatMap(({ event, data }) => {
      const { delta } = data as unknown as { delta: { step_details: { tool_calls: object[] } } };
      return event === 'thread.run.step.delta' ? delta.step_details.tool_calls : [];
    });
    expect(outputs.slice(-2)).toEqual([
      { index: 1, type: 'function', function: { output: 'wet' } },
      { index: 0, type: 'function', function: { output: '' } },
    ]);
    const [step] = await steps(run);
    expect(step).toMatchObject({ status: 'completed', usage: { total_tokens: 15 } });
    expect(outputsIn(step!)).toEqual(['', 'wet']);
  });

  it('can be added all at once, with one request', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run);
    const { body } = await add(run, id, ['call_1', 'dry'], ['call_2', 'wet']);
    expect([body.status, outputsIn(body)]).toEqual(['completed', ['dry', 'wet']]);
    await end(run);
  });

  it('are counted, and are kept if the run breaks off', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run);
    await add(run, id, ['call_1', 'dry']);
    const events = await end(run, 'failed');
    const isDelta = /^(?:thread\.run\.step\.delta|hub\.message\.thinking)$/;
    expect(events.filter(({ event }) => isDelta.test(event))).toHaveLength(5);
    const [step] = await steps(run);
    expect([step?.status, outputsIn(step!)]).toEqual(['failed', ['dry', null]]);
  });

  it('are kept over a restart of the hub', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run);
    await add(run, id, ['call_2', 'wet']);
    hub = await hub.restart();
    await end(run, 'failed');
    const [step] = await steps(run);
    expect([step?.status, outputsIn(step!)]).toEqual(['failed', [null, 'wet']]);
    expect(step?.thinking?.text).toBe('Two cities.');
  });

  it('belong to the step also if a message has replaced the text of the completion', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run, { text: 'Let me see.' });
    await reply(hub, run, 'Let me see!', { message_id: id });
    expect((await add(run, id, ['call_1', 'dry'], ['call_2', 'wet'])).body.status).toBe('completed');
    await end(run);
    const [calling, making] = await steps(run);
    expect([calling?.type, making?.type]).toEqual(['message_creation', 'tool_calls']);
  });
});

describe('a completion that was not streamed', () => {
  it('has its calls as a step, with the thinking and the usage', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run, { stream: false });
    await add(run, id, ['call_1', 'dry'], ['call_2', 'wet']);
    await end(run);
    const [step] = await steps(run);
    expect(step).toMatchObject({
      status: 'completed',
      thinking: { text: 'Two cities.' },
      usage: { total_tokens: 15 },
    });
    expect(outputsIn(step!)).toEqual(['dry', 'wet']);
    const { body } = await hub.call(run.run);
    expect(body['usage'], 'the usage counts once').toMatchObject({ total_tokens: 15 });
  });

  it('has its thinking with its message if it has a text, and the step ends at once', async () => {
    const run = await delegate(hub);
    await callTwice(run, { stream: false, answers: false, text: 'Let me see.' });
    const [step] = await steps(run);
    expect(step?.status).toBe('completed');
    expect(step).not.toHaveProperty('thinking');
    await reply(hub, run, 'Let me see.');
    const { body } = await hub.call<{ data: object[] }>(
      `/threads/${run.threadId}/messages?include_thinking=true`,
    );
    expect(body.data[0]).toMatchObject({ thinking: { text: 'Two cities.' } });
    await end(run);
  });
});

describe('outputs are refused', () => {
  it('of a completion without answers_calls, of unknown calls, and of calls that have their output', async () => {
    const run = await delegate(hub);
    const silent = await callTwice(run, { answers: false });
    expect(await add(run, silent, ['call_1', 'dry'])).toMatchObject({
      status: 409,
      body: { error: { param: 'message_id', message: expect.stringContaining('answers_calls') } },
    });
    const id = await callTwice(run);
    await add(run, id, ['call_1', 'dry']);
    for (const call of ['call_1', 'call_3'])
      expect(await add(run, id, ['call_2', 'wet'], [call, 'again'])).toMatchObject({
        status: 400,
        body: { error: { param: 'tool_outputs.1.tool_call_id' } },
      });
    expect((await add(run, id)).status).toBe(400);
    expect((await add(run, id, ['call_2', 'wet'])).body.status, 'nothing was added meanwhile').toBe(
      'completed',
    );
    expect((await add(run, id, ['call_2', 'wet'])).status).toBe(409);
    await end(run);
    expect((await add(run, id, ['call_2', 'wet'])).status).toBe(409);
  });

  it('if they are too long in total, in one request or in several', async () => {
    const run = await delegate(hub);
    const id = await callTwice(run);
    const half = 'x'.repeat(300 * 1024);
    expect((await add(run, id, ['call_1', half], ['call_2', half])).status).toBe(400);
    expect((await add(run, id, ['call_1', half])).status).toBe(200);
    expect(await add(run, id, ['call_2', half])).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('524288') } },
    });
    expect((await add(run, id, ['call_2', half.slice(0, 200 * 1024)])).status).toBe(200);
    await end(run);
  });

  it('of a run whose agent the hub runs, from anyone but the agent', async () => {
    const assistant = await makeAssistant(hub);
    const { path, stream, threadId, runId } = await startAssistant(hub, assistant);
    const completion = await hub.provider.nextCompletion();
    const run = { run: path, stream, threadId, runId };
    expect(await add(run, 'msg_1', ['call_1', 'dry'])).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('submit_tool_outputs') } },
    });
    endWith(completion, 'stop');
    await hub.events(stream);
  });
});
