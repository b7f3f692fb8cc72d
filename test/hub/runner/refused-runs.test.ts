import { afterEach, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { countStatements, type StatementCounts } from '../../support/count-statements.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const MOST = 2;
/** The queries of a request before it is refused: its account is cached, and its thread is looked up once. */
const LOOKS = 1;

const waiting: Agent = async (env) => {
  await env.addReply(env.completion([], { stream: true }));
};

let hub: TestHub;
afterEach(() => hub.close());

async function openCounted(): Promise<{ counts: StatementCounts; reset: () => void; assistant_id: string }> {
  let counting!: ReturnType<typeof countStatements>;
  hub = await openTestHub({
    maxRuns: MOST,
    wrapDatabase: (database) => (counting = countStatements(database)).database,
  });
  return { ...counting, assistant_id: hub.addAgent(waiting) };
}

async function fill(assistant_id: string): Promise<Run[]> {
  const runs: Run[] = [];
  while (runs.length < MOST) {
    runs.push((await hub.call<Run>('/threads/runs', { assistant_id })).body);
    (await hub.provider.nextCompletion()).push('Well');
    await hub.untilLogged(runs.at(-1)!.id, 'Well');
  }
  return runs;
}

it.each([
  ['on a new thread', '/threads/runs', 429, 0, {}],
  ['on a new thread, with a key', '/threads/runs', 429, 1, { 'idempotency-key': 'KEY' }],
  ['on a new thread, as a retry', '/threads/runs', 429, 1, { 'x-stainless-retry-count': '1' }],
  ['on an existing thread', '/threads/OTHER/runs', 429, LOOKS, {}],
  ['on a busy thread', '/threads/BUSY/runs', 409, LOOKS, {}],
])('a refused run costs one query and no transaction: %s', async (_, template, status, looks, headers) => {
  const { counts, reset, assistant_id } = await openCounted();
  const other = (await hub.call<{ id: string }>('/threads', {})).body.id;
  const [busy] = await fill(assistant_id);
  const path = template.replace('OTHER', other).replace('BUSY', busy!.thread_id);
  reset();
  const requests = Array.from({ length: 50 }, async (__, at) => {
    const body = JSON.stringify({ assistant_id, metadata: { at: String(at) } });
    const named = Object.entries(headers).map(([name, value]) => [
      name,
      value === 'KEY' ? `key-${at}` : value,
    ]);
    const response = await hub.request(path, { method: 'POST', body, headers: Object.fromEntries(named) });
    await response.text();
    return response;
  });
  const answers = await Promise.all(requests);
  expect(new Set(answers.map((response) => response.status))).toEqual(new Set([status]));
  const hint = status === 429 ? 'retry-after' : 'x-should-retry';
  expect(answers.every((response) => response.headers.has(hint))).toBe(true);
  expect(counts).toEqual({ statements: 50 * looks, transactions: 0, rollbacks: 0 });
});

it('the slot of a run is free as soon as its end can be read', async () => {
  const { assistant_id } = await openCounted();
  const runs: Run[] = [];
  for (let at = 0; at < 3 * MOST; at++) {
    const { status, body } = await hub.call<Run>('/threads/runs', { assistant_id });
    expect(status).toBe(200);
    (await hub.provider.nextCompletion()).end();
    await hub.events(`/threads/${body.thread_id}/stream/${body.id}`);
    const again = await hub.call<Run>(`/threads/${body.thread_id}/runs`, { assistant_id });
    expect(again.status).toBe(200);
    (await hub.provider.nextCompletion()).end();
    await hub.events(`/threads/${body.thread_id}/stream/${again.body.id}`);
    runs.push(body);
  }
  expect(runs).toHaveLength(3 * MOST);
});

it('releases the slot of a run that could not be created', async () => {
  const { assistant_id } = await openCounted();
  const { id } = (await hub.call<{ id: string }>('/threads', {})).body;
  await Promise.all([
    ...Array.from({ length: 20 }, () => hub.call(`/threads/${id}/runs`, { assistant_id: 'test/none/1.0.0' })),
    ...Array.from({ length: 20 }, () =>
      hub.call(`/threads/${id}/runs`, { assistant_id, additional_messages: 'none' }),
    ),
  ]);
  expect((await hub.call(`/threads/${id}/runs`, { assistant_id })).status).toBe(200);
});

it('creates one run for simultaneous requests with the same key', async () => {
  const { counts, reset, assistant_id } = await openCounted();
  reset();
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const headers = { 'idempotency-key': 'once' };
      const body = JSON.stringify({ assistant_id });
      return (await hub.request('/threads/runs', { method: 'POST', body, headers })).json() as Promise<Run>;
    }),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(counts.rollbacks).toBe(0);
});
