import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const waiting: Agent = async (env) => {
  await env.addReply('Let me think.');
  await env.addReply(env.completion([], { stream: true }));
};

/** The ids of everything in one account. */
interface Belongings {
  thread: string;
  message: string;
  run: string;
  step: string;
  file: string;
}

let hub: TestHub;
let anas: Belongings;

const as = (token: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
});

async function post<T>(path: string, body: object, token: string, headers = {}): Promise<T> {
  const response = await hub.request(
    path,
    as(token, { method: 'POST', body: JSON.stringify(body), headers }),
  );
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** Makes a thread with a message, a file, and a run that has a step and is streaming. */
async function makeBelongings(token: string): Promise<Belongings> {
  const { id: thread } = await post<{ id: string }>('/threads', {}, token);
  const own = `/threads/${thread}`;
  const { id: message } = await post<{ id: string }>(
    `${own}/messages`,
    { role: 'user', content: 'What is virtue?' },
    token,
  );
  const { id: file } = await post<{ id: string }>(
    `${own}/files`,
    { filename: 'virtue.txt', content: Buffer.from('Knowledge.').toString('base64') },
    token,
  );
  const assistant_id = hub.addAgent(waiting);
  const { id: run } = await post<{ id: string }>(`${own}/runs`, { assistant_id }, token);
  (await hub.provider.nextCompletion()).push('Well');
  await hub.untilLogged(run, 'Well');
  const listed = await hub.request(`${own}/runs/${run}/steps`, as(token));
  const { data: steps } = (await listed.json()) as { data: { id: string }[] };
  return { thread, message, run, step: steps[0]!.id, file };
}

beforeAll(async () => {
  hub = await openTestHub({
    tokens: [
      { name: 'ana', token: 'anas-token' },
      { name: 'ben', token: 'bens-token' },
      { name: 'cleo', token: 'cleos-token' },
    ],
  });
  anas = await makeBelongings('anas-token');
});
afterAll(() => hub.close());

function withIds(path: string, ids: Belongings): string {
  return path.replace(/:(thread|message|run|step|file)/g, (_, name: keyof Belongings) => ids[name]);
}

describe('the route table', () => {
  const isOfThread = ({ method, path }: { method: string; path: string }) =>
    method !== 'ALL' && path.includes(':thread');
  const routes = () => [
    ...new Map(
      hub.routes.filter(isOfThread).map((route) => [`${route.method} ${route.path}`, route]),
    ).values(),
  ];

  it('contains every route of a thread, under both base paths', () => {
    const paths = routes().map(({ method, path }) => `${method} ${path}`);
    expect(paths).toContain('GET /v1/threads/:thread/stream/:run');
    expect(paths).toContain('GET /api/v1/threads/:thread/stream/:run');
    expect(paths).toContain('POST /v1/threads/:thread/runs/:run/cancel');
    expect(paths.length).toBeGreaterThanOrEqual(32);
  });

  it('answers the owner: no route answers 404', async () => {
    const kept = await makeBelongings('cleos-token');
    for (const { method, path } of routes()) {
      const ids = method === 'DELETE' ? await makeBelongings('cleos-token') : kept;
      const init = method === 'POST' ? { method, body: '{}' } : { method };
      const response = await fetch(hub.url + withIds(path, ids), as('cleos-token', init));
      const isForAgents = /\/(children|tools|calls|requests)$/.test(path); // with the token of a run
      expect(`${method} ${path} ${response.status}`).toMatch(isForAgents ? / 403$/ : / (200|400)$/);
      await response.body?.cancel();
    }
  });

  it('answers 404 on every route for another account', async () => {
    for (const { method, path } of routes()) {
      const init = method === 'POST' ? { method, body: '{}' } : { method };
      const response = await fetch(hub.url + withIds(path, anas), as('bens-token', init));
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 404`);
      expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
    }
  });

  it('answers 401 on every route without a token, or with a wrong one', async () => {
    for (const { method, path } of routes()) {
      for (const headers of [{}, { authorization: 'Bearer nobodys' }, { cookie: 'symposium_0=made-up' }]) {
        const response = await fetch(hub.url + withIds(path, anas), { method, headers });
        // After many wrong tokens, an address gets 429 instead of 401.
        const refused = response.status === 429 && 'authorization' in headers ? 429 : 401;
        expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} ${refused}`);
        await response.body?.cancel();
      }
    }
  });

  it('does not change the run', async () => {
    const response = await hub.request(`/threads/${anas.thread}/runs/${anas.run}`, as('anas-token'));
    expect(await response.json()).toMatchObject({ id: anas.run, status: 'in_progress' });
  });
});

describe("another account's ids", () => {
  it('do not work in the headers of a completion', async () => {
    const headers = { thread_id: anas.thread, run_id: anas.run };
    const body = JSON.stringify({ messages: [], stream: true });
    const response = await hub.request(
      '/chat/completions',
      as('bens-token', { method: 'POST', body, headers }),
    );
    expect(response.status).toBe(404);
  });

  it('do not work inside an own thread', async () => {
    const { id: thread } = await post<{ id: string }>('/threads', {}, 'bens-token');
    const own = `/threads/${thread}`;
    for (const path of [
      `${own}/messages/${anas.message}`,
      `${own}/runs/${anas.run}`,
      `${own}/runs/${anas.run}/steps`,
      `${own}/stream/${anas.run}`,
      `${own}/stream/${anas.run}?format=openai`,
    ]) {
      expect((await hub.request(path, as('bens-token'))).status).toBe(404);
    }
    const copy = JSON.stringify({ messages_to_copy: [anas.message] });
    const copied = await hub.request(`${own}/subthread`, as('bens-token', { method: 'POST', body: copy }));
    expect(copied.status).toBe(404);
    const after = await hub.request(`${own}/messages?after=${anas.message}`, as('bens-token'));
    expect(after.status).toBe(400);
  });

  it('do not appear in lists', async () => {
    const response = await hub.request('/threads?limit=100', as('bens-token'));
    const { data } = (await response.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).not.toContain(anas.thread);
  });

  it('are not found by a search', async () => {
    const found = async (query: string, token: string) => {
      const response = await hub.request(`/threads?limit=100&${query}`, as(token));
      return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    };
    const fork = await post<{ id: string }>(
      `/threads/${anas.thread}/fork`,
      { metadata: { topic: 'Fork' } },
      'anas-token',
    );
    expect(await found('search=virtue', 'anas-token')).toEqual([fork.id, anas.thread]);
    expect(await found('search=fork', 'anas-token')).toEqual([fork.id]);
    for (const query of ['search=virtue', 'search=fork', 'search=virtue&versions=latest']) {
      expect(await found(query, 'bens-token')).toEqual([]);
    }
    const cursor = await hub.request(`/threads?search=virtue&after=${anas.thread}`, as('bens-token'));
    expect(cursor.status).toBe(400);
  });

  it('stay when another account deletes everything, and the runs continue', async () => {
    await post('/threads', {}, 'bens-token');
    const answer = await hub.request('/threads', as('bens-token', { method: 'DELETE' }));
    expect(await answer.json()).toEqual({ object: 'thread.list.deleted', deleted: expect.any(Number) });
    const left = await hub.request('/threads', as('bens-token'));
    expect(await left.json()).toMatchObject({ data: [] });
    const run = await hub.request(`/threads/${anas.thread}/runs/${anas.run}`, as('anas-token'));
    expect(await run.json()).toMatchObject({ status: 'in_progress' });
    const messages = await hub.request(`/threads/${anas.thread}/messages`, as('anas-token'));
    expect(await messages.json()).toMatchObject({
      data: [{ role: 'assistant' }, { id: anas.message }],
    });
  });

  it('do not share idempotency keys', async () => {
    const headers = { 'idempotency-key': 'the same for both' };
    const one = await post<{ id: string }>('/threads', {}, 'anas-token', headers);
    const other = await post<{ id: string }>('/threads', {}, 'bens-token', headers);
    expect(other.id).not.toBe(one.id);
  });
});
