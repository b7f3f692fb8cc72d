import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { allMessageRows, insertMessages, newMessage } from '../../../../src/hub/db/messages.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

interface Listed {
  id: string;
  thread_id: string;
  content: { text: { value: string } }[];
}

async function messagesOf(threadId: string, query = ''): Promise<Listed[]> {
  const { body } = await hub.call<{ data: Listed[] }>(`/threads/${threadId}/messages?order=asc${query}`);
  return body.data;
}

const texts = (messages: Listed[]) => messages.map(({ content }) => content[0]?.text.value);

async function newThread(...said: string[]): Promise<string> {
  const messages = said.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content }));
  return (await hub.call<{ id: string }>('/threads', { messages, metadata: { topic: 'Virtue' } })).body.id;
}

describe('a fork', () => {
  it('is a copy with its own ids, and does not change the original', async () => {
    const original = await newThread('a', 'b', 'c');
    const fork = (await hub.call<{ id: string }>(`/threads/${original}/fork`, {})).body;
    expect(fork).toMatchObject({ metadata: { topic: 'Virtue' }, parent_id: null });
    const copied = await messagesOf(fork.id);
    expect(texts(copied)).toEqual(['a', 'b', 'c']);
    await hub.call(`/threads/${fork.id}/messages`, { role: 'user', content: 'd' });
    const kept = await messagesOf(original);
    expect(texts(kept)).toEqual(['a', 'b', 'c']);
    expect(kept.map(({ id }) => id)).not.toContain(copied[0]?.id);
  });

  it('ends with the given message', async () => {
    const original = await newThread('a', 'b', 'c');
    const [, second] = await messagesOf(original);
    const asked = { up_to_message_id: second!.id };
    const fork = (await hub.call<{ id: string }>(`/threads/${original}/fork`, asked)).body;
    expect(texts(await messagesOf(fork.id))).toEqual(['a', 'b']);
    const wrong = await hub.call(`/threads/${original}/fork`, { up_to_message_id: 'msg_none' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'up_to_message_id' } } });
  });

  it('can end before a message, and is empty if that is the first', async () => {
    const original = await newThread('a', 'b', 'c');
    const [first, , third] = await messagesOf(original);
    const before = async (id: string) => {
      const asked = { before_message_id: id };
      return texts(await messagesOf((await hub.call<Listed>(`/threads/${original}/fork`, asked)).body.id));
    };
    expect(await before(third!.id)).toEqual(['a', 'b']);
    expect(await before(first!.id)).toEqual([]);
    const wrong = await hub.call(`/threads/${original}/fork`, { before_message_id: 'msg_none' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'before_message_id' } } });
    const both = { before_message_id: third!.id, up_to_message_id: first!.id };
    expect(await hub.call(`/threads/${original}/fork`, both)).toMatchObject({
      status: 400,
      body: { error: { param: 'before_message_id', message: expect.stringContaining('send one of them') } },
    });
  });

  it('overrides the copied metadata with its own', async () => {
    const original = await newThread('a');
    const fork = async (of: string, metadata?: object) =>
      (await hub.call<{ id: string; metadata: object }>(`/threads/${of}/fork`, { metadata })).body;
    const first = await fork(original, { colour: 'blue' });
    expect(first.metadata).toEqual({ topic: 'Virtue', colour: 'blue' });
    const renamed = await fork(first.id, { topic: 'Justice' });
    expect(renamed.metadata).toEqual({ topic: 'Justice', colour: 'blue' });
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`key${at}`, 'x']));
    const refused = await hub.call(`/threads/${first.id}/fork`, { metadata: many });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { param: 'metadata', message: expect.stringContaining('at most 16 keys') } },
    });
  });

  it('has every message of a thread that is longer than one INSERT', async () => {
    const original = await newThread();
    const message = { role: 'user', content: 'x', metadata: {} } as const;
    const rows = Array.from({ length: 3_500 }, () => newMessage(original, message));
    const more = rows.map(() => newMessage(original, message));
    for (const some of [rows, more]) await insertMessages(hub.db, some);
    const fork = await hub.call<{ id: string }>(`/threads/${original}/fork`, {});
    expect(fork.status).toBe(200);
    expect(await allMessageRows(hub.db, fork.body.id)).toHaveLength(7_000);
  });
});

describe('a child thread', () => {
  it('begins with copied and new messages, which are listed with the parent’s', async () => {
    const parent = await newThread('a', 'b');
    const [, second] = await messagesOf(parent);
    const child = await hub.call<{ id: string }>(`/threads/${parent}/subthread`, {
      messages_to_copy: [second!.id],
      new_messages: [{ role: 'user', content: 'c' }],
    });
    expect(child.body).toMatchObject({ parent_id: parent });
    expect(texts(await messagesOf(child.body.id))).toEqual(['b', 'c']);
    expect(texts(await messagesOf(parent))).toEqual(['a', 'b', 'b', 'c']);
    expect(texts(await messagesOf(parent, '&include_subthreads=false'))).toEqual(['a', 'b']);
    const threads = await hub.call<{ data: { id: string }[] }>('/threads?limit=100');
    const ids = threads.body.data.map(({ id }) => id);
    expect(ids).toContain(parent);
    expect(ids).not.toContain(child.body.id);
  });

  it('streams its runs in streams of their own', async () => {
    const parent = await newThread('a');
    const child = (await hub.call<{ id: string }>(`/threads/${parent}/subthread`, {})).body.id;
    const streaming: Agent = async (env) => {
      await env.addReply(env.completion([], { stream: true }));
    };
    const assistant_id = hub.addAgent(streaming);
    const run = (await hub.call<{ id: string }>(`/threads/${child}/runs`, { assistant_id })).body.id;
    const completion = await hub.provider.nextCompletion();
    completion.push('sa', 'id');
    completion.end();
    const events = await hub.events(`/threads/${child}/stream/${run}`);
    expect(events.filter(({ event }) => event === 'thread.message.delta')).toHaveLength(2);
    expect(texts(await messagesOf(parent))).toEqual(['a', 'said']);
  });

  it('is deleted with its parent', async () => {
    const parent = await newThread('a');
    const child = (await hub.call<{ id: string }>(`/threads/${parent}/subthread`, {})).body.id;
    await hub.call(`/threads/${parent}`, undefined, 'DELETE');
    expect((await hub.call(`/threads/${child}`)).status).toBe(404);
  });

  it('of a child is a child of the top thread: it is listed and deleted with that', async () => {
    const top = await newThread('a');
    const child = (await hub.call<{ id: string }>(`/threads/${top}/subthread`, {})).body.id;
    const asked = { new_messages: [{ role: 'user', content: 'b' }] };
    const grandchild = await hub.call<{ id: string }>(`/threads/${child}/subthread`, asked);
    expect(grandchild.body).toMatchObject({ parent_id: top });
    expect(texts(await messagesOf(top))).toEqual(['a', 'b']);
    const assistant_id = hub.addAgent(async (env) => {
      await env.addReply(env.completion([], { stream: true }));
    });
    await hub.call(`/threads/${grandchild.body.id}/runs`, { assistant_id });
    const completion = await hub.provider.nextCompletion();
    await hub.call(`/threads/${top}`, undefined, 'DELETE');
    expect(completion.request.signal.aborted, 'its run has ended').toBe(true);
    expect((await hub.call(`/threads/${grandchild.body.id}`)).status).toBe(404);
  });
});

describe('a message', () => {
  it('has its metadata replaced', async () => {
    const thread = await newThread('a');
    const [message] = await messagesOf(thread);
    const path = `/threads/${thread}/messages/${message!.id}`;
    await hub.call(path, { metadata: { starred: 'yes' } });
    expect((await hub.call(path)).body).toMatchObject({ metadata: { starred: 'yes' } });
    expect((await hub.call(`/threads/${thread}/messages/msg_none`, { metadata: {} })).status).toBe(404);
  });

  it.each([{}, { metadata: null }])('keeps its metadata if the change has none: %j', async (change) => {
    const thread = await newThread('a');
    const [message] = await messagesOf(thread);
    const path = `/threads/${thread}/messages/${message!.id}`;
    await hub.call(path, { metadata: { starred: 'yes' } });
    expect(await hub.call(path, change)).toMatchObject({
      status: 200,
      body: { metadata: { starred: 'yes' } },
    });
  });
});
