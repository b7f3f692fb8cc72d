import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/protocol/message.ts';
import type { Page } from '../../../../src/protocol/page.ts';
import type { MessageVersions, Thread } from '../../../../src/protocol/thread.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());
beforeEach(async () => {
  await hub.call('/threads', undefined, 'DELETE');
});

const said = (content: string, role = 'user') => ({ role, content });

/** A thread with alternating messages of a person and an agent. */
async function threadOf(topic: string, ...texts: string[]): Promise<string> {
  const messages = texts.map((text, at) => said(text, at % 2 ? 'assistant' : 'user'));
  return (await hub.call<Thread>('/threads', { messages, metadata: { topic } })).body.id;
}

async function messagesOf(threadId: string): Promise<Message[]> {
  return (await hub.call<Page<Message>>(`/threads/${threadId}/messages?order=asc&limit=100`)).body.data;
}

/** Copies a thread up to a message, as a version in which nothing has happened yet. */
async function copyBefore(threadId: string, index: number, metadata = {}): Promise<Thread> {
  const before_message_id = (await messagesOf(threadId))[index]?.id;
  const asked = { before_message_id, as_version: true, metadata };
  return (await hub.call<Thread>(`/threads/${threadId}/fork`, asked)).body;
}

/** Another version of a message, in its own thread. */
async function versionOf(threadId: string, index: number, text: string): Promise<string> {
  const { id } = await copyBefore(threadId, index);
  await hub.call(`/threads/${id}/messages`, said(text, index % 2 ? 'assistant' : 'user'));
  return id;
}

async function list(query = 'versions=latest'): Promise<Page<Thread>> {
  const { status, body } = await hub.call<Page<Thread>>(`/threads?${query}`);
  expect(status).toBe(200);
  return body;
}

const idsOf = ({ data }: Page<Thread>) => data.map(({ id }) => id);

async function versionsIn(threadId: string): Promise<MessageVersions[]> {
  return (await hub.call<{ data: MessageVersions[] }>(`/threads/${threadId}/versions`)).body.data;
}

describe('the versions of a thread', () => {
  it('are listed at the message that differs, with its id in each version', async () => {
    const original = await threadOf('x', 'a', 'b', 'c');
    const version = await versionOf(original, 1, 'B');
    const threads = [original, version];
    for (const id of threads) {
      const message = (await messagesOf(id))[1]!;
      expect(await versionsIn(id)).toEqual([{ index: 1, message_id: message.id, thread_ids: threads }]);
    }
  });

  it('include versions of a version at every message that differs', async () => {
    const original = await threadOf('x', 'a', 'b');
    const edited = await versionOf(original, 0, 'A');
    await hub.call(`/threads/${edited}/messages`, said('B', 'assistant'));
    const again = await versionOf(edited, 1, 'BB');
    const [first, second] = await messagesOf(again);
    expect(await versionsIn(again)).toEqual([
      { index: 0, message_id: first!.id, thread_ids: [original, again] },
      { index: 1, message_id: second!.id, thread_ids: [edited, again] },
    ]);
  });

  it('exclude a version in which nothing has happened yet', async () => {
    const original = await threadOf('x', 'a', 'b');
    const { id } = await copyBefore(original, 1);
    expect(await versionsIn(original)).toEqual([]);
    expect(await versionsIn(id), 'but it knows of the others').toEqual([
      { index: 1, message_id: null, thread_ids: [original, id] },
    ]);
    expect((await list()).data).toMatchObject([{ id: original, versions: [original] }]);
    await hub.call(`/threads/${id}/messages`, said('B', 'assistant'));
    expect(await versionsIn(original)).toMatchObject([{ thread_ids: [original, id] }]);
    expect((await list()).data).toMatchObject([{ id, versions: [id, original] }]);
  });

  it('stay when their original is deleted', async () => {
    const original = await threadOf('x', 'a', 'b');
    const one = await versionOf(original, 1, 'B');
    const other = await versionOf(one, 1, 'BB');
    await hub.call(`/threads/${original}`, undefined, 'DELETE');
    expect(await versionsIn(other)).toMatchObject([{ index: 1, thread_ids: [one, other] }]);
    expect((await list()).data).toMatchObject([{ id: other, versions: [other, one] }]);
  });

  it('exclude copies that are separate threads', async () => {
    const original = await threadOf('x', 'a', 'b');
    const copy = (await hub.call<Thread>(`/threads/${original}/fork`, {})).body;
    expect(copy.conversation_id).toBe(copy.id);
    expect(await versionsIn(original)).toEqual([]);
    expect(idsOf(await list())).toEqual([copy.id, original]);
  });
});

describe('the list of the latest versions', () => {
  it('has one thread of each conversation, sorted by the activity of any version', async () => {
    const [a, other] = [await threadOf('a', 'a', 'b'), await threadOf('other', 'x')];
    const version = await versionOf(a, 1, 'B');
    expect(idsOf(await list())).toEqual([version, other]);
    expect(idsOf(await list(''))).toEqual([version, other, a]);
    await hub.call(`/threads/${other}/messages`, said('y'));
    await hub.call(`/threads/${a}/messages`, said('c'));
    const { data } = await list();
    expect(data.map(({ id }) => id)).toEqual([a, other]);
    expect(data[0]).toMatchObject({ conversation_id: a, versions: [a, version] });
    expect(data[1]).toMatchObject({ conversation_id: other, versions: [other] });
  });

  it('comes in pages, even if another version becomes active meanwhile', async () => {
    const roots: string[] = [];
    for (let at = 0; at < 5; at++) roots.unshift(await threadOf(String(at), 'a', 'b'));
    const shown = new Map<string, string>();
    for (const root of roots.toReversed()) shown.set(root, await versionOf(root, 1, 'B'));
    const ids = roots.map((root) => shown.get(root)!);
    const first = await list('versions=latest&limit=2');
    expect([idsOf(first), first.has_more]).toEqual([ids.slice(0, 2), true]);
    await hub.call(`/threads/${roots[1]}/messages`, said('c')); // another version of the cursor's conversation
    const second = await list(`versions=latest&limit=2&after=${first.last_id}`);
    expect(idsOf(second)).toEqual(ids.slice(2, 4));
    const third = await list(`versions=latest&limit=2&after=${second.last_id}`);
    expect([idsOf(third), third.has_more]).toEqual([ids.slice(4), false]);
    const back = await list(`versions=latest&limit=2&before=${third.first_id}`);
    expect(idsOf(back)).toEqual(ids.slice(2, 4));
    expect(idsOf(await list('versions=latest&order=asc'))).toEqual([
      ...ids.slice(2).toReversed(),
      ids[0],
      roots[1],
    ]);
  });

  it('shows a run in any version', async () => {
    const original = await threadOf('x', 'a', 'b');
    const version = await versionOf(original, 1, 'B');
    const assistant_id = hub.addAgent(async (env) => env.addReply(await env.completion([])));
    const run = await hub.call<{ id: string }>(`/threads/${original}/runs`, { assistant_id });
    const completion = await hub.provider.nextCompletion();
    await hub.call(`/threads/${version}/messages`, said('c'));
    expect((await list()).data).toMatchObject([{ id: version, active_run_id: run.body.id }]);
    completion.push('So be it.');
    completion.end();
    await hub.events(`/threads/${original}/stream/${run.body.id}`);
    expect((await list()).data).toMatchObject([{ id: original, active_run_id: null }]);
  });

  it('refuses an unknown value', async () => {
    const refused = await hub.call('/threads?versions=oldest');
    expect(refused).toMatchObject({ status: 400, body: { error: { param: 'versions' } } });
  });
});

describe('a search of the latest versions', () => {
  it('has the latest matching version of each conversation', async () => {
    const original = await threadOf('x', 'What is virtue?', 'Knowledge.');
    const knows = await versionOf(original, 1, 'Courage.');
    const edited = await versionOf(original, 0, 'What is a triangle?');
    const other = await threadOf('virtue');
    const found = async (words: string) => idsOf(await list(`versions=latest&search=${words}`));
    expect(await found('virtue')).toEqual([other, knows]);
    expect(await found('knowledge')).toEqual([original]);
    expect(await found('triangle')).toEqual([edited]);
    const { data } = await list('versions=latest&search=knowledge');
    expect(data).toMatchObject([{ match: 'Knowledge.', versions: [edited, knows, original] }]);
  });

  it.each(['desc', 'asc'])('has each conversation on only one page: %s', async (order) => {
    const expected: string[] = [];
    for (let at = 0; at < 8; at++) {
      const original = await threadOf('x', `virtue ${at}`, 'b');
      await versionOf(original, 1, 'B');
      expected.unshift(await versionOf(original, 1, 'BB'));
    }
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`versions=latest&search=virtue&limit=3&order=${order}${cursor}`);
      ids.push(...idsOf(page));
      if (!page.has_more) break;
      cursor = `&after=${page.last_id}`;
    }
    expect(ids).toEqual(order === 'asc' ? expected.toReversed() : expected);
  });
});

describe('a change of all versions', () => {
  it('deletes all of them in one request, and stops their runs', async () => {
    const original = await threadOf('x', 'a', 'b');
    const version = await versionOf(original, 1, 'B');
    const untouched = (await copyBefore(original, 1)).id;
    const other = await threadOf('other', 'a');
    const assistant_id = hub.addAgent(async (env) => env.addReply(await env.completion([])));
    await hub.call(`/threads/${original}/runs`, { assistant_id });
    const completion = await hub.provider.nextCompletion();
    const deleted = await hub.call(`/threads/${version}?versions=all`, undefined, 'DELETE');
    expect(deleted.body).toEqual({ id: version, object: 'thread.deleted', deleted: true });
    expect(completion.request.signal.aborted).toBe(true);
    for (const id of [original, version, untouched]) {
      expect((await hub.call(`/threads/${id}`)).status, id).toBe(404);
    }
    expect(idsOf(await list('')), 'nothing else').toEqual([other]);
  });

  it('deletes only one on request', async () => {
    const original = await threadOf('x', 'a', 'b');
    const version = await versionOf(original, 1, 'B');
    await hub.call(`/threads/${version}`, undefined, 'DELETE');
    expect((await list()).data).toMatchObject([{ id: original, versions: [original] }]);
  });

  it('sets one title for all of them, which stays, and keeps their other metadata', async () => {
    const original = await threadOf('x', 'a', 'b');
    const version = (await copyBefore(original, 1, { colour: 'blue' })).id;
    const other = await threadOf('other', 'a');
    const metadata = { topic: 'On virtue', topic_by: 'person' };
    await hub.call(`/threads/${original}?versions=all`, { metadata });
    const metadataOf = async (id: string) => (await hub.call<Thread>(`/threads/${id}`)).body.metadata;
    expect(await metadataOf(original)).toEqual(metadata);
    expect(await metadataOf(version)).toEqual({ ...metadata, colour: 'blue' });
    expect(await metadataOf(other)).toMatchObject({ topic: 'other' });
  });

  it('changes nothing if the request is invalid', async () => {
    const original = await threadOf('x', 'a');
    const refused = await hub.call(`/threads/${original}?versions=some`, { metadata: { topic: 'y' } });
    expect(refused).toMatchObject({ status: 400, body: { error: { param: 'versions' } } });
    expect((await hub.call<Thread>(`/threads/${original}`)).body.metadata).toMatchObject({ topic: 'x' });
    expect((await hub.call(`/threads/${original}?versions=some`, undefined, 'DELETE')).status).toBe(400);
  });
});
