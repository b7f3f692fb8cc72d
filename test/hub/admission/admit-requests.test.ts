import { afterEach, beforeEach, expect, it } from 'vitest';
import { countStatements } from '../../support/count-statements.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const [activePerLane, waitingPerLane] = [3, 20];
const ana = { authorization: 'Bearer token-of-ana-is-long-enough' };
const ben = { authorization: 'Bearer token-of-ben-is-long-enough' };
const tokens = [
  { name: 'ana', token: 'token-of-ana-is-long-enough' },
  { name: 'ben', token: 'token-of-ben-is-long-enough' },
];

let hub: TestHub;
let counting: ReturnType<typeof countStatements>;
beforeEach(async () => {
  hub = await openTestHub({
    tokens,
    requestLimits: { activePerLane, waitingPerLane },
    wrapDatabase: (database) => (counting = countStatements(database)).database,
  });
});
afterEach(() => hub.close());

/** Blocks all queries until the returned function is called. */
function holdDatabase(): () => Promise<void> {
  let free!: () => void;
  const isFree = new Promise<void>((resolve) => (free = resolve));
  const busy = hub.db.transaction(() => isFree);
  return async () => {
    free();
    await busy;
  };
}

it('handles a limited number of an account’s requests at once; other accounts and /health do not wait for them', async () => {
  await Promise.all([ana, ben].map((headers) => hub.request('/account', { headers }))); // their lanes are known from now on
  const release = holdDatabase();
  counting.reset();
  const flood = Array.from({ length: activePerLane + waitingPerLane }, () =>
    hub.request('/threads', { headers: ana }),
  );
  await expect.poll(() => counting.counts.statements).toBe(activePerLane);
  expect((await fetch(`${hub.url}/health`)).status).toBe(200);
  expect((await hub.request('/account', { headers: ben })).status).toBe(200);
  expect((await hub.request('/models', { headers: ben })).status).toBe(200);
  expect(counting.counts.statements).toBe(activePerLane);
  await release();
  const statuses = await Promise.all(flood.map(async (asked) => (await asked).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

it('refuses requests beyond the limit with 429 and retry-after, and delays a stream', async () => {
  await hub.request('/account', { headers: ana });
  const release = holdDatabase();
  counting.reset();
  const room = activePerLane + waitingPerLane;
  const answered: Response[] = [];
  const flood = Array.from({ length: room + 20 }, async () => {
    const response = await hub.request('/threads', { headers: ana });
    answered.push(response);
    return response.status;
  });
  await expect.poll(() => answered.length).toBe(20);
  expect(answered.every(({ status, headers }) => status === 429 && headers.has('retry-after'))).toBe(true);
  expect(await answered[0]!.json()).toMatchObject({ error: { code: 'too_many_requests' } });
  const stream = await hub.request('/events', { headers: ana });
  expect([stream.status, await stream.text()]).toEqual([200, expect.stringMatching(/^retry: 2000\n/)]);
  expect(counting.counts.statements).toBe(activePerLane);
  await release();
  await Promise.all(flood);
});

it('drops waiting requests whose clients disconnect', async () => {
  await hub.request('/account', { headers: ana });
  const release = holdDatabase();
  counting.reset();
  const work = Array.from({ length: activePerLane }, () => hub.request('/threads', { headers: ana }));
  await expect.poll(() => counting.counts.statements).toBe(activePerLane);
  const leaving = new AbortController();
  const left = Array.from({ length: waitingPerLane }, () =>
    hub.request('/threads', { headers: ana, signal: leaving.signal }).catch(() => 'left'),
  );
  await expect
    .poll(
      async () =>
        (await hub.request('/threads', { headers: ana, signal: AbortSignal.timeout(50) }).catch(() => null))
          ?.status ?? 0,
    )
    .toBe(429);
  leaving.abort();
  expect(new Set(await Promise.all(left))).toEqual(new Set(['left']));
  const last = hub.request('/threads', { headers: ana });
  await release();
  expect((await last).status).toBe(200);
  await Promise.all(work);
});
