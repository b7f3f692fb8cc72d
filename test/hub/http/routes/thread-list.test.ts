import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import type { Page } from '../../../../src/protocol/page.ts';
import type { Thread } from '../../../../src/protocol/thread.ts';
import { listThreads } from '../../../../src/hub/db/list-threads.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());
beforeEach(async () => {
  await hub.call('/threads', undefined, 'DELETE');
});

async function list(query = ''): Promise<Page<Thread>> {
  const { status, body } = await hub.call<Page<Thread>>(`/threads?${query}`);
  expect(status).toBe(200);
  return body;
}

const idsOf = ({ data }: Page<Thread>) => data.map(({ id }) => id);
const said = (content: string, role = 'user') => ({ role, content });

async function threadOf(topic: string | null, ...texts: string[]): Promise<string> {
  const messages = texts.map((text) => said(text));
  const metadata = topic === null ? {} : { topic };
  return (await hub.call<Thread>('/threads', { messages, metadata })).body.id;
}

describe('the list of threads', () => {
  it('is sorted by the last message or run', async () => {
    const [a, b, c] = [await threadOf('a'), await threadOf('b'), await threadOf('c')];
    expect(idsOf(await list())).toEqual([c, b, a]);
    await hub.call(`/threads/${a}/messages`, said('And?'));
    expect(idsOf(await list())).toEqual([a, c, b]);
    const assistant_id = hub.addAgent(async (env) => {
      await env.addReply(await env.completion([]));
    });
    const run = await hub.call<{ id: string }>(`/threads/${b}/runs`, { assistant_id });
    expect(idsOf(await list()), 'the run has begun').toEqual([b, a, c]);
    const completion = await hub.provider.nextCompletion();
    await hub.call(`/threads/${c}/messages`, said('And?'));
    expect(idsOf(await list())).toEqual([c, b, a]);
    completion.push('So be it.');
    completion.end();
    await hub.events(`/threads/${b}/stream/${run.body.id}`);
    expect(idsOf(await list()), 'the run has ended with a message').toEqual([b, c, a]);
    expect(idsOf(await list('order=asc'))).toEqual([a, c, b]);
  });

  it('keeps its order if a thread is only renamed, or a run ends without a text', async () => {
    const [a, b] = [await threadOf('a'), await threadOf('b')];
    await hub.call(`/threads/${a}`, { metadata: { topic: 'renamed' } });
    expect(idsOf(await list())).toEqual([b, a]);
    const assistant_id = hub.addAgent(async (env) => void (await env.completion([])));
    const run = await hub.call<{ id: string }>(`/threads/${a}/runs`, { assistant_id });
    const completion = await hub.provider.nextCompletion();
    await hub.call(`/threads/${b}/messages`, said('And?'));
    completion.end();
    await hub.events(`/threads/${a}/stream/${run.body.id}`);
    expect(idsOf(await list())).toEqual([b, a]);
  });

  it('has the time of the last activity', async () => {
    const now = Math.floor(Date.now() / 1000);
    const id = await threadOf('a', 'And?');
    const [listed] = (await list()).data;
    expect(listed?.last_active_at).toBeGreaterThanOrEqual(now);
    const { body: thread } = await hub.call<Thread>(`/threads/${id}`);
    expect(thread.last_active_at).toBe(listed?.last_active_at);
    const renamed = await hub.call<Thread>(`/threads/${id}`, { metadata: {} });
    expect(renamed.body.last_active_at).toBe(thread.last_active_at);
  });

  it('comes in pages, and misses none if another thread becomes active meanwhile', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.unshift(await threadOf(String(at)));
    const first = await list('limit=2');
    expect([idsOf(first), first.has_more]).toEqual([ids.slice(0, 2), true]);
    await hub.call(`/threads/${ids[0]}/messages`, said('And?'));
    const second = await list(`limit=2&after=${first.last_id}`);
    expect(idsOf(second)).toEqual(ids.slice(2, 4));
    const third = await list(`limit=2&after=${second.last_id}`);
    expect([idsOf(third), third.has_more]).toEqual([ids.slice(4), false]);
    expect(idsOf(await list(`limit=2&before=${third.first_id}`))).toEqual(ids.slice(2, 4));
  });
});

describe('a search', () => {
  const search = (text: string, more = '') => list(`search=${encodeURIComponent(text)}${more}`);
  const matches = async (text: string) => (await search(text)).data.map(({ match }) => match);

  it('finds words in titles and messages, in any case', async () => {
    const titled = await threadOf('On Virtue');
    const spoken = await threadOf('Untitled', 'Hello.', 'Can virtue be taught?');
    await threadOf('On Justice', 'Is it better to suffer wrong?');
    const found = await search('VIRTUE');
    expect(found.data.map(({ id, match }) => [id, match])).toEqual([
      [spoken, 'Can virtue be taught?'],
      [titled, null],
    ]);
  });

  it.each([
    ['unicode', 'On Ünïcode'],
    ['ÜNÏCODE', 'on unicode'],
    ['STRASSE', 'In der Straße'],
    ['straße', 'IN DER STRASSE'],
    ['lodz', 'Łódź'],
    ['ecole', 'e\u0301cole'],
    ['full', 'Ｆｕｌｌ'],
    ['"ecole"', 'a "École"'],
  ])('for %s finds %s, in the title or in a message', async (text, hit) => {
    const spoken = await threadOf('x', hit);
    await threadOf('other', 'nothing of it');
    const titled = await threadOf(hit);
    const { data } = await search(text);
    expect(data.map(({ id, match }) => [id, match])).toEqual([
      [titled, null],
      [spoken, hit],
    ]);
  });

  it('knows the cases of all letters', async () => {
    const id = await threadOf('Περὶ ΨΥΧΗΣ', 'x');
    const other = await threadOf('x', 'À L’ÉCOLE');
    expect(idsOf(await search('ψυχη'))).toEqual([id]);
    expect(await matches('école')).toEqual(['À L’ÉCOLE']);
    expect(idsOf(await search('école'))).toEqual([other]);
  });

  it('requires all words in one title or message', async () => {
    await threadOf('good', 'life');
    const both = await threadOf('x', 'What a life; is it good?');
    const title = await threadOf('A good life');
    expect(idsOf(await search('  good   life '))).toEqual([title, both]);
    expect(idsOf(await search('good life death'))).toEqual([]);
  });

  it('finds replies, and messages of child threads', async () => {
    const { threadId, path } = await hub.run(async (env) => env.addReply('It is knowledge.'), 'Well?');
    await hub.events(path);
    const parent = await threadOf('x');
    await hub.call(`/threads/${parent}/subthread`, { new_messages: [said('Of knowledge, then.')] });
    expect(idsOf(await search('knowledge'))).toEqual([parent, threadId]);
    await hub.call(`/threads/${parent}/subthread`, {
      metadata: { topic: 'Of courage' },
      new_messages: [said('And of courage.')],
    });
    expect(idsOf(await search('courage')), 'nobody sees its title').toEqual([parent]);
  });

  it.each([
    ['%', ['100 % sure', 'all of it']],
    ['_', ['snake_case', 'snakecase']],
    ['\\', ['C:\\temp', 'C:/temp']],
    ['"so"', ['he said "so" and left', 'he said so']],
    ['\\n', ['a literal \\n in code', 'a\nnew line']],
    ['nnew', ['the word annnew', 'a\nnew line']],
    ['u0000', ['the word u0000', 'a \0 in it']],
    ['\\u', ['C:\\users', '\ud83d alone']],
    ["'", ["it's", 'its']],
    ['👋', ['a 👋 b', '👌']],
    ['{"topic":', ['say {"topic": "x"}', 'topic']],
  ])('takes every character literally: %s', async (text, [hit, miss]) => {
    const id = await threadOf('one', hit!);
    await threadOf('other', miss!);
    expect(idsOf(await search(text))).toEqual([id]);
    const titled = await threadOf(hit!);
    await threadOf(miss!);
    expect(idsOf(await search(text))).toEqual([titled, id]);
  });

  it('searches no metadata but the title', async () => {
    await hub.call('/threads', { metadata: { topic: 'a "quoted', note: 'virtue', 'x","topic': 'virtue' } });
    expect(idsOf(await search('virtue'))).toEqual([]);
    expect(idsOf(await search('topic'))).toEqual([]);
    expect(await matches('"quoted')).toEqual([null]);
  });

  it('shows an excerpt of the first match, in one line, cut at words', async () => {
    const before = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod';
    await threadOf(
      'x',
      'nothing here',
      `${before}\n\n**virtue**  is\tit. ${'And so it goes on. '.repeat(20)}`,
    );
    const [match] = await matches('VIRTUE');
    expect(match).toMatch(
      /^…adipiscing elit, sed do eiusmod virtue is it\. And so .* (it|goes|on\.|so|And)…$/,
    );
    expect(match!.length).toBeLessThanOrEqual(142);
  });

  it('comes in pages, over more threads than are searched at once', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 50; at++) ids.unshift(await threadOf(at % 10 === 0 ? `virtue ${at}` : `x ${at}`));
    const all = ids.filter((_, at) => at % 10 === 9);
    const first = await search('virtue', '&limit=2');
    expect([idsOf(first), first.has_more]).toEqual([all.slice(0, 2), true]);
    const second = await search('virtue', `&limit=2&after=${first.last_id}`);
    expect([idsOf(second), second.has_more]).toEqual([all.slice(2, 4), true]);
    const third = await search('virtue', `&limit=2&after=${second.last_id}`);
    expect([idsOf(third), third.has_more]).toEqual([all.slice(4), false]);
    const back = await search('virtue', `&limit=2&before=${third.first_id}`);
    expect([idsOf(back), back.has_more]).toEqual([all.slice(2, 4), true]);
    expect(idsOf(await search('virtue', '&order=asc'))).toEqual(all.toReversed());
  });

  it('is aborted when the client disconnects', async () => {
    await threadOf('virtue');
    const query = {
      search: ['virtue'],
      limit: 20,
      order: 'desc' as const,
      versions: 'all' as const,
      include_subthreads: false,
    };
    const gone = AbortSignal.abort(new Error('The client has left.'));
    const asked = listThreads(hub.db, 'account_local', query, gone);
    await expect(asked).rejects.toThrow('The client has left.');
  });

  it('without words lists all threads', async () => {
    const id = await threadOf('a');
    const { data } = await search('   ');
    expect(data.map((thread) => thread.id)).toEqual([id]);
    expect(data[0]).not.toHaveProperty('match');
  });

  it('refuses too many words', async () => {
    const refusal = async (text: string) =>
      hub.call<{ error: { message: string; param: string } }>(`/threads?search=${encodeURIComponent(text)}`);
    const long = await refusal('x'.repeat(201));
    expect(long).toMatchObject({ status: 400, body: { error: { param: 'search' } } });
    expect(long.body.error.message).toBe("'search': must be at most 200 characters long.");
    const many = await refusal(Array.from({ length: 17 }, (_, at) => `w${at}`).join(' '));
    expect(many.body.error.message).toBe("'search': must be at most 16 words.");
  });
});

describe('to delete all threads', () => {
  it('stops their runs, and deletes their children, which do not count', async () => {
    const streaming: Agent = async (env) => env.addReply(env.completion([], { stream: true }));
    const { threadId, path } = await hub.run(streaming);
    const completion = await hub.provider.nextCompletion();
    const child = await hub.call<Thread>(`/threads/${threadId}/subthread`, { new_messages: [said('x')] });
    await threadOf('other');
    const deleted = await hub.call('/threads', undefined, 'DELETE');
    expect(deleted.body).toEqual({ object: 'thread.list.deleted', deleted: 2 });
    expect(completion.request.signal.aborted).toBe(true);
    expect(idsOf(await list('include_subthreads=true'))).toEqual([]);
    for (const gone of [`/threads/${child.body.id}`, `/threads/${threadId}`, path]) {
      expect((await hub.call(gone)).status).toBe(404);
    }
    const again = await hub.call('/threads', undefined, 'DELETE');
    expect(again.body).toEqual({ object: 'thread.list.deleted', deleted: 0 });
    expect(hub.problems).toEqual([]);
  });
});
