import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const waiting: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

/** The requests that a run's token allows; all others are refused. */
const ALLOWED = new Set([
  'POST /chat/completions',
  'GET /threads/:thread',
  'GET /threads/:thread/messages',
  'POST /threads/:thread/messages',
  'GET /threads/:thread/messages/:message',
  'GET /threads/:thread/files',
  'POST /threads/:thread/files',
  'GET /threads/:thread/files/:file',
  'GET /threads/:thread/files/:file/content',
  'POST /threads/:thread/runs/:run/children',
  'POST /threads/:thread/runs/:run/outputs',
  'POST /threads/:thread/runs/:run/requests',
  'GET /threads/:thread/runs/:run/mcp_servers/:server/tools',
  'POST /threads/:thread/runs/:run/mcp_servers/:server/calls',
  'GET /agent_data',
  'POST /agent_data',
  'GET /threads/:thread/runs/:run',
  'POST /threads/:thread/runs/:run',
]);

/** Requests that need no account, and reveal nothing about one. */
const OPEN = new Set([
  'GET /health',
  'GET /ready',
  'GET /docs',
  'GET /openapi.json',
  'POST /session',
  'DELETE /session',
]);

interface Place {
  thread: string;
  message: string;
  run: string;
}

let hub: TestHub;
let own: Place;
let other: Place;
let token: string;

async function placeOf(assistant_id: string): Promise<Place> {
  const messages = [{ role: 'user', content: 'What is virtue?' }];
  const { body: thread } = await hub.call<{ id: string }>('/threads', { messages });
  const { body: run } = await hub.call<{ id: string }>(`/threads/${thread.id}/runs`, { assistant_id });
  (await hub.provider.nextCompletion()).push('Well');
  const { body: page } = await hub.call<{ data: { id: string }[] }>(`/threads/${thread.id}/messages`);
  return { thread: thread.id, message: page.data[0]!.id, run: run.id };
}

beforeAll(async () => {
  hub = await openTestHub();
  const assistant = hub.addAgent(waiting);
  own = await placeOf(assistant);
  other = await placeOf(assistant);
  const { body: account } = await hub.call<{ id: string }>('/account');
  token = hub.runTokens.issue({
    accountId: account.id,
    threadId: own.thread,
    runId: own.run,
    agentId: assistant,
  }).token;
});
afterAll(() => hub.close());

function ask(method: string, path: string, body: object = {}, headers: Record<string, string> = {}) {
  return fetch(hub.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
}

function withIds(path: string, { thread, message, run }: Place): string {
  const ids: Record<string, string> = { thread, message, run, step: message.replace('msg_', 'step_') };
  return path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => ids[name] ?? 'any');
}

/** All routes of the hub. */
function routes(): { method: string; path: string; name: string }[] {
  const named = hub.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, path, name: `${method} ${path.replace(/^(\/api)?\/v1/, '')}` }));
  return [...new Map(named.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

describe("a run's token", () => {
  it('only works on the routes that its agent needs, under both base paths', async () => {
    expect(routes().length).toBeGreaterThan(60);
    for (const { method, path, name } of routes()) {
      if (ALLOWED.has(name) || OPEN.has(name)) continue;
      const response = await ask(method, withIds(path, own));
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 403`);
      expect(((await response.json()) as { error: { message: string } }).error.message).toContain(own.run);
    }
  });

  it('does not work on another thread of the account, or another run of its thread', async () => {
    const cases = routes().filter(({ path }) => path.includes(':thread'));
    expect(cases.length).toBeGreaterThan(30);
    for (const { method, path } of cases) {
      const strange = path.includes(':run') ? { ...own, run: other.run } : other;
      expect(`${path} ${(await ask(method, withIds(path, strange))).status}`).toBe(`${path} 403`);
    }
  });

  it.each([
    ['GET', '/threads/:thread', {}, 200],
    ['GET', '/threads/:thread/messages?conversation=true', {}, 200],
    ['GET', '/threads/:thread/messages/:message', {}, 200],
    ['GET', '/threads/:thread/runs/:run', {}, 200],
    ['POST', '/threads/:thread/messages', { role: 'assistant', content: 'Know thyself.' }, 200],
    ['POST', '/threads/:thread/messages', { role: 'user', content: 'I give up.' }, 403],
    ['POST', '/threads/:thread/messages', { role: 'user', content: 'I give up.', run_id: 'own' }, 403],
    ['POST', '/threads/:thread/runs/:run', { metadata: { by: 'agent' } }, 403],
    ['POST', '/threads/:thread/runs/:run', { status: 'completed', metadata: { by: 'agent' } }, 403],
    ['DELETE', '/threads/:thread/messages', {}, 403],
    ['PUT', '/threads/:thread/runs/:run', {}, 403],
    ['POST', '/threads/:thread/', {}, 403],
    ['POST', '/threads/:thread//messages', { role: 'user', content: 'I give up.' }, 403],
    ['GET', '/threads/:thread/messages/', {}, 403],
  ])('answers %s %s with body %j with status %i', async (method, path, body, status) => {
    const sent = 'run_id' in body ? { ...body, run_id: own.run } : body;
    const response = await ask(method, `/v1${withIds(path, own)}`, sent);
    expect(response.status).toBe(status);
  });

  it('only writes messages of its agent, which have its id', async () => {
    const response = await ask('POST', `/v1/threads/${own.thread}/messages`, {
      role: 'user',
      content: 'I give up.',
    });
    expect(await response.json()).toMatchObject({
      error: {
        param: 'role',
        message: "A run's token can only add messages of its agent. Send the role 'assistant'.",
      },
    });
    const { body } = await hub.call<{ data: { role: string }[] }>(`/threads/${own.thread}/messages`);
    expect(body.data.filter(({ role }) => role === 'user')).toHaveLength(1);
  });

  it('only requests completions for its run', async () => {
    const completion = { messages: [{ role: 'user', content: 'hello' }] };
    for (const [headers, status] of [
      [{}, 400],
      [{ thread_id: other.thread, run_id: other.run }, 404],
      [{ thread_id: other.thread, run_id: own.run }, 404],
      [{ thread_id: own.thread, run_id: other.run }, 404],
    ] as const) {
      expect((await ask('POST', '/v1/chat/completions', completion, headers)).status).toBe(status);
    }
  });

  it('stops working when it is revoked', async () => {
    const { body: account } = await hub.call<{ id: string }>('/account');
    const grant = { accountId: account.id, threadId: own.thread, runId: own.run, agentId: 'a/b/1' };
    const { token: late, revoke } = hub.runTokens.issue(grant);
    revoke();
    const response = await hub.request(`/threads/${own.thread}`, {
      headers: { authorization: `Bearer ${late}` },
    });
    expect(response.status).toBe(401);
  });

  it('has not changed the runs and the threads', async () => {
    for (const { thread, run } of [own, other]) {
      const { body } = await hub.call(`/threads/${thread}/runs/${run}`);
      expect(body).toMatchObject({ status: 'in_progress', metadata: {} });
    }
  });
});
