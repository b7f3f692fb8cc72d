import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

interface Item {
  id: string;
  metadata: Record<string, string>;
  content: { text: { value: string } }[];
}

interface List {
  data: Item[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

const REPLY = { role: 'assistant', content: 'x' };
const IMAGE = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/b.png' } }] };

describe('the resources of the API', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openTestHub();
  });
  afterAll(() => hub.close());

  const newThread = async () => (await hub.call<Item>('/threads', {})).body.id;
  const textsOf = (list: List) => list.data.map((message) => message.content[0]!.text.value);

  async function threadOf(...texts: string[]): Promise<string> {
    const messages = texts.map((content) => ({ role: 'user', content }));
    return (await hub.call<Item>('/threads', { messages })).body.id;
  }

  it('create a thread, keep its metadata, change it, and delete it with its content', async () => {
    const { body: thread } = await hub.call<Item>('/threads', { metadata: { topic: 'Virtue' } });
    expect(thread).toMatchObject({ object: 'thread', metadata: { topic: 'Virtue' } });
    await hub.call(`/threads/${thread.id}`, { metadata: { topic: 'Justice' } });
    expect((await hub.call<Item>(`/threads/${thread.id}`)).body.metadata).toEqual({ topic: 'Justice' });
    const deleted = await hub.call(`/threads/${thread.id}`, undefined, 'DELETE');
    expect(deleted.body).toEqual({ id: thread.id, object: 'thread.deleted', deleted: true });
    expect((await hub.call(`/threads/${thread.id}`)).status).toBe(404);
  });

  it('answer under /api/v1 as under /v1', async () => {
    const id = await newThread();
    const response = await hub.request(`/../api/v1/threads/${id}`);
    expect(await response.json()).toMatchObject({ id });
  });

  it('list threads newest first', async () => {
    const [older, newer] = [await newThread(), await newThread()];
    const { body } = await hub.call<List>('/threads?limit=2');
    expect(body.data.map(({ id }) => id)).toEqual([newer, older]);
    expect(body.has_more).toBe(true);
  });

  it('keep a message exactly, as text or as a list of parts', async () => {
    const id = await threadOf();
    const text = '\0 Ἀρετή \ud83d\udc4b\n\n```js\n"x"\n```';
    await hub.call(`/threads/${id}/messages`, { role: 'user', content: text });
    const parts = [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ];
    const { body } = await hub.call<Item>(`/threads/${id}/messages`, { role: 'user', content: parts });
    expect((await hub.call<Item>(`/threads/${id}/messages/${body.id}`)).body).toEqual(body);
    expect(textsOf((await hub.call<List>(`/threads/${id}/messages?order=asc`)).body)).toEqual([
      text,
      'one\n\ntwo',
    ]);
  });

  it('page through a list in both directions, without gaps or duplicates', async () => {
    const id = await threadOf('1', '2', '3', '4', '5');
    const page = async (query: string) => (await hub.call<List>(`/threads/${id}/messages?${query}`)).body;
    const first = await page('limit=2&order=asc');
    expect([textsOf(first), first.has_more]).toEqual([['1', '2'], true]);
    const second = await page(`limit=2&order=asc&after=${first.last_id}`);
    expect([textsOf(second), second.has_more]).toEqual([['3', '4'], true]);
    const third = await page(`limit=2&order=asc&after=${second.last_id}`);
    expect([textsOf(third), third.has_more]).toEqual([['5'], false]);
    const back = await page(`limit=2&order=asc&before=${third.first_id}`);
    expect([textsOf(back), back.has_more]).toEqual([['3', '4'], true]);
    const newest = await page('limit=2');
    expect(textsOf(newest)).toEqual(['5', '4']);
    expect(textsOf(await page(`limit=2&after=${newest.last_id}`))).toEqual(['3', '2']);
    expect(textsOf(await page(`limit=9&after=${first.last_id}&before=${third.first_id}&order=asc`))).toEqual([
      '3',
      '4',
    ]);
  });

  it('list the messages of one run', async () => {
    const { threadId, runId, path } = await hub.run(async (env) => env.addReply('of the run'));
    await hub.events(path);
    expect(textsOf((await hub.call<List>(`/threads/${threadId}/messages?run_id=${runId}`)).body)).toEqual([
      'of the run',
    ]);
  });

  it('list the runs of a thread newest first', async () => {
    const { threadId, runId, path } = await hub.run(async (env) => env.requestUserInput());
    await hub.events(path);
    const again = {
      assistant_id: 'test/agent-1/1.0.0',
      additional_messages: [{ role: 'user', content: 'And?' }],
    };
    const { body } = await hub.call<Item>(`/threads/${threadId}/runs`, again);
    await hub.events(`/threads/${threadId}/stream/${body.id}`);
    const runs = await hub.call<List>(`/threads/${threadId}/runs`);
    expect(runs.body.data.map(({ id }) => id)).toEqual([body.id, runId]);
    expect(textsOf((await hub.call<List>(`/threads/${threadId}/messages`)).body)).toContain('And?');
  });

  it('name an agent with its slashes encoded or not', async () => {
    const plain = await hub.call<Item>('/assistants/test/agent-1/1.0.0');
    const encoded = await hub.call<Item>('/assistants/test%2Fagent-1%2F1.0.0');
    expect(plain.body.id).toBe('test/agent-1/1.0.0');
    expect(encoded.body).toEqual(plain.body);
    const { body } = await hub.call<List>('/assistants?order=asc');
    expect(body.data[0]).toMatchObject({
      metadata: { namespace: 'test', name: 'agent-1', version: '1.0.0' },
      agent: { details: { agent: { show_streaming_message: true } } },
    });
  });

  it.each([
    ['no such thread', '/threads/thread_none', undefined, 404, 'thread_none'],
    ['no such message', '/threads/THREAD/messages/msg_none', undefined, 404, 'msg_none'],
    ['no such run', '/threads/THREAD/runs/run_none', undefined, 404, 'run_none'],
    ['no such run to cancel', '/threads/THREAD/runs/run_none/cancel', {}, 404, 'run_none'],
    ['no such stream', '/threads/THREAD/stream/run_none', undefined, 404, 'run_none'],
    ['no such agent', '/threads/THREAD/runs', { assistant_id: 'a/b/c' }, 404, 'a/b/c'],
    ['no such assistant', '/assistants/a/b/c', undefined, 404, 'a/b/c'],
    ['no such assistant as a cursor', '/assistants?after=a/b/c', undefined, 400, 'a/b/c'],
    ['the latest version of an unknown agent', '/assistants/test/latest', undefined, 404, 'test/latest'],
    ['a NUL in a path', '/threads/a%00b', undefined, 400, '%00'],
    ['a NUL in a query', '/threads?after=%00', undefined, 400, '%00'],
    ['a NUL in the id of an agent', '/threads/THREAD/runs', { assistant_id: 'a\0' }, 400, 'NUL'],
    ['a NUL in the id of a run', '/threads/THREAD/messages', { ...REPLY, run_id: 'r\0' }, 400, 'run_id'],
    ['a NUL in the id of a draft', '/threads/THREAD/messages', { ...REPLY, message_id: '\0' }, 400, 'NUL'],
    ['a NUL in the id to fork at', '/threads/THREAD/fork', { up_to_message_id: 'm\0' }, 400, 'NUL'],
    ['a NUL in the ids to copy', '/threads/THREAD/subthread', { messages_to_copy: ['m\0'] }, 400, 'NUL'],
    ['no such thread to run on', '/threads/thread_none/runs', { assistant_id: 'a/b/c' }, 404, 'thread_none'],
    ['no such cursor', '/threads/THREAD/messages?after=msg_none', undefined, 400, 'msg_none'],
    ['no such call', '/nothing', undefined, 404, '/v1/nothing'],
    ['an invalid limit', '/threads?limit=many', undefined, 400, 'limit'],
    ['a limit out of bounds', '/threads?limit=0', undefined, 400, '1'],
    ['an empty message', '/threads/THREAD/messages', { role: 'user', content: '  ' }, 400, 'text'],
    ['a part that is no text', '/threads/THREAD/messages', IMAGE, 400, 'parts of the type text'],
    ['an invalid role', '/threads/THREAD/messages', { role: 'oracle', content: 'x' }, 400, 'role'],
    ['a run without an agent', '/threads/THREAD/runs', {}, 400, 'assistant_id'],
    ['invalid metadata', '/threads', { metadata: { topic: 1 } }, 400, 'metadata.topic'],
  ])('say what is wrong: %s', async (_, path, body, status, named) => {
    const answer = await hub.call<{ error: { message: string; type: string } }>(
      path.replace('THREAD', await newThread()),
      body,
    );
    expect(answer.status).toBe(status);
    expect(answer.body.error.type).toBe('invalid_request_error');
    expect(answer.body.error.message).toContain(named);
  });

  it('refuse a change by a page of another origin, but not by others', async () => {
    const post = (headers: Record<string, string>) => hub.request('/threads', { method: 'POST', headers });
    const stranger = await post({ origin: 'http://evil.test' });
    expect(stranger.status).toBe(403);
    expect(await stranger.json()).toMatchObject({ error: { message: expect.stringContaining('evil.test') } });
    expect((await post({ origin: hub.url })).status).toBe(200);
    expect((await post({})).status).toBe(200);
  });

  it('refuse a body that is too large', async () => {
    const response = await hub.request('/threads', { method: 'POST', body: 'x'.repeat(17 * 1024 * 1024) });
    expect(response.status).toBe(413);
  });

  it('say what is wrong with a body that is not JSON', async () => {
    const response = await hub.request('/threads', { method: 'POST', body: '{"metadata":' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_json' } });
  });

  it('report the hub’s health, database and model', async () => {
    const response = await hub.request('/../health');
    expect(await response.json()).toMatchObject({
      status: 'ok',
      database: 'pglite',
      model: { provider: 'practice' },
    });
  });
});
