import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { allMessageRows } from '../../../src/hub/db/messages.ts';
import { findRun } from '../../../src/hub/db/runs.ts';
import type { Message } from '../../../src/protocol/message.ts';
import type { RunStep } from '../../../src/protocol/run-step.ts';
import type { ReceivedEvent } from '../../support/read-events.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith, thinkingChunk } from './assistant-run.ts';
import { stateOf } from './state-of.ts';
import { toolThat } from './tool-loop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

const assistant: Agent = (env) => env.addReply(env.completion([], { stream: true }));

/** A model that thinks in two chunks, and then answers in two. */
async function thinkAndAnswer(): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  for (const text of ['Let me ', 'see.']) completion.pushChunk(thinkingChunk(text));
  completion.push('It is ', 'so.');
  completion.end();
}

function thoughtsIn(events: ReceivedEvent[]): unknown[] {
  return events.filter(({ event }) => event === 'hub.message.thinking').map(({ data }) => data);
}

it('is streamed as it arrives, with the id of its message, and counts as deltas', async () => {
  const { path, threadId, runId } = await hub.run(assistant);
  await thinkAndAnswer();
  const events = await hub.events(path);
  const { id } = events.find(({ event }) => event === 'thread.message.created')!.data;
  const object = 'hub.message.thinking';
  const elapsed_ms = expect.any(Number) as number;
  expect(thoughtsIn(events)).toEqual([
    { id, object, delta: { thinking: { value: 'Let me ', elapsed_ms: 0 } } },
    { id, object, delta: { thinking: { value: 'see.', elapsed_ms } } },
  ]);
  expect(events.filter(({ event }) => event === 'thread.message.delta')).toHaveLength(2);
  const openai = await (await hub.request(`${path}?format=openai`)).text();
  expect(openai).not.toContain('thinking');
  const rows = await allMessageRows(hub.db, threadId);
  expect(rows.at(-1)).toMatchObject({ id, runId, text: 'It is so.', thinking: 'Let me see.' });
  expect((await findRun(hub.db, threadId, runId))?.deltas).toBe(4);
});

it('is sent with a message, and with a list of messages, only if the request includes it', async () => {
  const { path, threadId } = await hub.run(assistant);
  await thinkAndAnswer();
  const events = await hub.events(path);
  const { id } = events.find(({ event }) => event === 'thread.message.completed')!.data;
  const last = thoughtsIn(events).at(-1) as { delta: { thinking: { elapsed_ms: number } } };
  const { elapsed_ms } = last.delta.thinking;
  const thinking = { message_id: id, text: 'Let me see.', elapsed_ms };
  const list = (query: string) =>
    hub.call<{ data: Message[] }>(`/threads/${threadId}/messages?order=asc${query}`);
  const { body } = await list('&include_thinking=true');
  expect(body.data.map((message) => message.thinking)).toEqual([null, thinking]);
  expect((await list('')).body.data.some((message) => 'thinking' in message)).toBe(false);
  const one = await hub.call<Message>(`/threads/${threadId}/messages/${id}?include_thinking=true`);
  expect(one.body.thinking).toEqual(thinking);
  const plain = await hub.call<Message>(`/threads/${threadId}/messages/${id}`);
  expect(plain.body).not.toHaveProperty('thinking');
});

it('is in no message, and in nothing that an agent reads', async () => {
  const seen: string[] = [];
  const { path, threadId } = await hub.run(assistant);
  await thinkAndAnswer();
  await hub.events(path);
  const read = hub.addAgent(async (env) => {
    for (const { content } of await env.listMessages()) seen.push(content);
    await env.addReply('Read.');
  });
  const next = await hub.call<{ id: string }>(`/threads/${threadId}/runs`, { assistant_id: read });
  await hub.events(`/threads/${threadId}/stream/${next.body.id}`);
  expect(seen).toEqual(['What is virtue?', 'It is so.']);
  expect(JSON.stringify((await hub.call(`/threads/${threadId}/messages`)).body)).not.toContain('Let me');
});

it('is kept with an answer in one piece, and in a copy of the thread', async () => {
  const { path, threadId } = await hub.run(async (env) => env.addReply(await env.completion([])));
  await thinkAndAnswer();
  await hub.events(path);
  const { body } = await hub.call<{ id: string }>(`/threads/${threadId}/fork`, {});
  for (const id of [threadId, body.id])
    expect((await allMessageRows(hub.db, id)).at(-1)).toMatchObject({ thinking: 'Let me see.' });
});

it('is kept with a reply that is stopped', async () => {
  const { path, threadId, runId } = await hub.run(assistant);
  const completion = await hub.provider.nextCompletion();
  completion.pushChunk(thinkingChunk('Let me see.'));
  completion.push('It is');
  await hub.untilLogged(runId, 'It is');
  await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
  await hub.events(path);
  expect((await allMessageRows(hub.db, threadId)).at(-1)).toMatchObject({
    incompleteReason: 'run_cancelled',
    thinking: 'Let me see.',
  });
});

describe('of a run that ends before the model has answered', () => {
  /** The steps of the thread that have only thinking. */
  async function keptOn(threadId: string, query = '?include_thinking=true') {
    const { body } = await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/steps${query}`);
    return body.data.filter(({ type }) => type === 'thinking');
  }

  it('is kept in a step that OpenAI’s clients do not get', async () => {
    const { path, threadId, runId } = await hub.run(assistant);
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(thinkingChunk('Let me see.'));
    await hub.untilLogged(runId, 'Let me see.');
    await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
    const events = await hub.events(path);
    expect(stateOf(events)).toMatchObject({
      status: 'cancelled',
      deltas: 1,
      steps: [],
      thoughts: [{ text: 'Let me see.', isOpen: false }],
    });
    const thinking = { text: 'Let me see.', message_id: expect.stringMatching(/^msg_/) as string };
    expect(await keptOn(threadId)).toMatchObject([{ status: 'cancelled', run_id: runId, thinking }]);
    expect(await keptOn(threadId, '')).toEqual([]);
    const { body } = await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/runs/${runId}/steps`);
    expect(body.data).toEqual([]);
    expect(await (await hub.request(`${path}?format=openai`)).text()).not.toContain('hinking');
  });

  it.each(['that answers', 'that calls tools'])('is kept when the hub is killed, %s', async (kind) => {
    const looping: Agent = async (env) => {
      await env.runTools([], { tools: { weather: toolThat(() => 'dry') } });
    };
    const { path, threadId, runId } = await hub.run(kind === 'that answers' ? assistant : looping);
    if (kind === 'that calls tools') {
      const first = await hub.provider.nextCompletion();
      first.pushChunk(thinkingChunk('First the weather.'));
      first.pushChunk(callChunk('call_1', 0, 'weather'));
      endWith(first, 'tool_calls');
    }
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(thinkingChunk('Now the answer.'));
    await hub.untilLogged(runId, 'Now the answer.');
    hub = await hub.restart();
    expect(stateOf(await hub.events(path))).toMatchObject({ status: 'failed' });
    expect(await keptOn(threadId)).toMatchObject([
      { status: 'failed', thinking: { text: 'Now the answer.' } },
    ]);
    const { body } = await hub.call<{ data: RunStep[] }>(`/threads/${threadId}/steps?include_thinking=true`);
    expect(body.data.map(({ type }) => type)).toEqual(
      kind === 'that answers' ? ['thinking'] : ['thinking', 'tool_calls'],
    );
  });

  it('is not kept if the agent has finished without using it', async () => {
    const { path, threadId } = await hub.run(async (env) => {
      await env.completion([], { stream: true }).text();
      await env.addReply('Done.');
    });
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(thinkingChunk('Let me see.'));
    completion.end();
    await hub.events(path);
    expect(await keptOn(threadId)).toEqual([]);
  });
});
