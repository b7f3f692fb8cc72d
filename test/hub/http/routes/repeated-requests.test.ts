import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../../../../src/agents/agent.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { delegate } from './delegated-run.ts';

const streaming: Agent = async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};

let hub: TestHub;
let assistant_id: string;

beforeAll(async () => {
  hub = await openTestHub({ maxRuns: 3 });
  assistant_id = hub.addAgent(streaming);
});
afterAll(() => hub.close());

async function newThread(): Promise<string> {
  return (await hub.call<{ id: string }>('/threads', {})).body.id;
}

interface Answer {
  status: number;
  headers: Headers;
  body: { id: string };
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await hub.request(path, { method: 'POST', body: JSON.stringify(body), headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { id: string },
  };
}

async function end(threadId: string, runId: string): Promise<void> {
  await hub.call(`/threads/${threadId}/runs/${runId}/cancel`, {});
  await hub.events(`/threads/${threadId}/stream/${runId}`);
}

describe('two POSTs of one run', () => {
  it('both get the whole stream', async () => {
    const threadId = await newThread();
    const body = JSON.stringify({ assistant_id, stream: true });
    const ask = (headers: Record<string, string>) =>
      hub.request(`/threads/${threadId}/runs`, { method: 'POST', body, headers });
    const first = await ask({});
    const completion = await hub.provider.nextCompletion();
    const again = await ask({ 'x-stainless-retry-count': '1' });
    completion.push('Well, ', 'well.');
    completion.end();
    const [one, other] = await Promise.all([first.text(), again.text()]);
    expect(one.replace(/^retry: .*\n/, '')).toBe(other.replace(/^retry: .*\n/, ''));
    expect(one).toContain('event: thread.run.completed');
    expect(one.endsWith('event: done\ndata: [DONE]\n\n')).toBe(true);
  });

  it('create one run, and the second is refused without a retry', async () => {
    const threadId = await newThread();
    const path = `/threads/${threadId}/runs`;
    const [one, other] = await Promise.all([post(path, { assistant_id }), post(path, { assistant_id })]);
    expect([one.status, other.status].toSorted()).toEqual([200, 409]);
    const refused = one.status === 409 ? one : other;
    expect(refused.headers.get('x-should-retry')).toBe('false');
    const runs = await hub.call<{ data: { id: string }[] }>(path);
    expect(runs.body.data).toHaveLength(1);
    await end(threadId, runs.body.data[0]!.id);
  });

  it('are one run if the second is a retry of the client', async () => {
    const threadId = await newThread();
    const path = `/threads/${threadId}/runs`;
    const first = await post(path, { assistant_id });
    const again = await post(path, { assistant_id }, { 'x-stainless-retry-count': '1' });
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
    const otherBody = await post(path, { assistant_id, model: 'x' }, { 'x-stainless-retry-count': '1' });
    expect(otherBody.status).toBe(409);
    await end(threadId, first.body.id);
    const afterTheEnd = await post(path, { assistant_id }, { 'x-stainless-retry-count': '2' });
    expect(afterTheEnd.body.id).toBe(first.body.id);
  });

  it('are one run also for a thread that is created with its run', async () => {
    const body = { assistant_id, thread: { messages: [{ role: 'user', content: 'once' }] } };
    const first = await post('/threads/runs', body);
    const again = await post('/threads/runs', body, { 'x-stainless-retry-count': '1' });
    expect(again.body.id).toBe(first.body.id);
    await end((first.body as unknown as { thread_id: string }).thread_id, first.body.id);
  });
});

describe('an Idempotency-Key', () => {
  const key = (value: string) => ({ 'idempotency-key': value });

  it.each(['/threads', '/threads/THREAD/messages', '/threads/THREAD/fork', '/threads/THREAD/subthread'])(
    'makes POST %s take effect once',
    async (template) => {
      const path = template.replace('THREAD', await newThread());
      const body = template.endsWith('messages') ? { role: 'user', content: 'once' } : {};
      const answers = await Promise.all([1, 2, 3].map(() => post(path, body, key(template))));
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    },
  );

  it('creates a run once, during the run and after it', async () => {
    const threadId = await newThread();
    const path = `/threads/${threadId}/runs`;
    const first = await post(path, { assistant_id }, key('run'));
    expect((await post(path, { assistant_id }, key('run'))).body.id).toBe(first.body.id);
    await end(threadId, first.body.id);
    expect((await post(path, { assistant_id }, key('run'))).body.id).toBe(first.body.id);
  });

  it('of a run that was deleted with its thread returns 404', async () => {
    const first = await post('/threads/runs', { assistant_id }, key('gone'));
    const { thread_id } = first.body as unknown as { thread_id: string };
    await hub.call(`/threads/${thread_id}`, undefined, 'DELETE');
    const again = await post('/threads/runs', { assistant_id }, key('gone'));
    expect(again).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it.each([
    ['one after the other', async (send: () => Promise<Answer>) => [await send(), await send()]],
    ['two at once', (send: () => Promise<Answer>) => Promise.all([send(), send()])],
  ])('adds a reply of a delegated run once: %s', async (how, sendTwice) => {
    const { threadId, runId, run } = await delegate(hub);
    const messages = `/threads/${threadId}/messages`;
    const message = { role: 'assistant', content: 'once', run_id: runId };
    const answers = await sendTwice(() => post(messages, message, key(how)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await hub.call<{ data: { id: string }[] }>(`${messages}?run_id=${runId}`);
    expect(body.data.map(({ id }) => id)).toEqual([answers[0]!.body.id]);
    expect(answers[1]!.body).toEqual(answers[0]!.body);
    await hub.call(run, { status: 'completed' });
  });

  it('is refused with a different request', async () => {
    await post('/threads', {}, key('taken'));
    const other = await post('/threads', { metadata: { topic: 'other' } }, key('taken'));
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ error: { code: 'idempotency_key_reused' } });
    expect((await post('/threads', {}, key('x'.repeat(256)))).status).toBe(400);
  });
});

it('refuses runs above the account’s limit, and accepts one again when another has ended', async () => {
  const threads = await Promise.all([newThread(), newThread(), newThread(), newThread()]);
  const runs = [];
  for (const threadId of threads.slice(0, 3))
    runs.push(await post(`/threads/${threadId}/runs`, { assistant_id }));
  const refused = await post(`/threads/${threads[3]}/runs`, { assistant_id });
  expect(refused.status).toBe(429);
  await end(threads[0]!, runs[0]!.body.id);
  expect((await post(`/threads/${threads[3]}/runs`, { assistant_id })).status).toBe(200);
});
