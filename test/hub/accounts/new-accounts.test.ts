import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '../../../src/hub/accounts/accounts.ts';
import { createGuessLimiter } from '../../../src/hub/accounts/guess-limiter.ts';
import { accounts, sessions } from '../../../src/hub/db/schema.ts';
import { stopClock } from '../../support/stop-clock.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

/** Maximum number of accounts that an address may create at once. */
const MOST_NEW = 200;

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub({ maxRuns: 2, maxStreams: 3 });
});
afterEach(() => hub.close());

const PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

/** Creates a new browser. */
function asBrowser(path: string, init: RequestInit = {}, cookie = ''): Promise<Response> {
  return hub.request(path, { ...init, headers: { ...PAGE, ...(cookie && { cookie }), ...init.headers } });
}

const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';

const rows = (table: 'accounts' | 'sessions') => hub.db.$count(table === 'accounts' ? accounts : sessions);

describe('a browser without a cookie, on a hub that needs no token', () => {
  it('gets an account at once, which is not stored before the browser creates something', async () => {
    const before = [await rows('accounts'), await rows('sessions')];
    for (let time = 0; time < 300; time++) {
      expect((await asBrowser('/account')).status).toBe(200);
    }
    const first = await asBrowser('/account');
    const account = (await first.json()) as { id: string };
    const cookie = cookieOf(first);
    for (const path of ['/threads', '/assistants', '/account']) {
      expect((await asBrowser(path, {}, cookie)).status).toBe(200);
    }
    expect([await rows('accounts'), await rows('sessions')]).toEqual(before);

    const made = await asBrowser('/threads', post({}), cookie);
    expect(made.status).toBe(200);
    expect(await (await asBrowser('/account', {}, cookie)).json()).toEqual(account);
    expect([await rows('accounts'), await rows('sessions')]).toEqual(before.map((count) => count + 1));
  });

  it('has the same account after a restart of the hub, whether or not it has created something', async () => {
    const first = await asBrowser('/account');
    const account = (await first.json()) as { id: string };
    hub = await hub.restart();
    const cookie = hub.cookieHere(cookieOf(first));
    expect(await (await asBrowser('/account', {}, cookie)).json()).toEqual(account);
    const { id } = (await (await asBrowser('/threads', post({}), cookie)).json()) as { id: string };
    hub = await hub.restart();
    expect((await asBrowser(`/threads/${id}`, {}, hub.cookieHere(cookie))).status).toBe(200);
  });

  it.each([
    ['/threads', () => ({})],
    ['/threads/runs', (agent: string) => ({ assistant_id: agent })],
    ['/assistants', () => ({ model: 'any' })],
    ['/account/token', () => ({})],
  ])('can start with POST %s', async (path, bodyFor) => {
    const agent = hub.addAgent(async (env) => void (await env.addReply('Well.')));
    const body = bodyFor(agent);
    const first = await asBrowser(path, post(body));
    const cookie = cookieOf(first) || cookieOf(await asBrowser('/account'));
    const response = await asBrowser(path, post(body), cookie);
    expect(response.status).toBe(200);
  });

  it('gets a different account after it has signed out, and never the old one again', async () => {
    const cookie = cookieOf(await asBrowser('/account'));
    const { id } = (await (await asBrowser('/threads', post({}), cookie)).json()) as { id: string };
    await asBrowser('/session', { method: 'DELETE' }, cookie);
    const response = await asBrowser(`/threads/${id}`, {}, cookie);
    expect(response.status).toBe(404);
    expect(cookieOf(response)).not.toBe('');
  });
});

describe('a client that acts as a new browser each time', () => {
  it('cannot create more accounts than an address may', async () => {
    stopClock();
    const statuses: number[] = [];
    for (let time = 0; time < MOST_NEW + 20; time++) {
      statuses.push((await asBrowser('/threads', post({}))).status);
    }
    expect(statuses).toEqual([...Array(MOST_NEW).fill(200), ...Array(20).fill(429)]);
    const refused = await asBrowser('/threads', post({}));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await asBrowser('/account')).status, 'the page still opens').toBe(200);
    expect((await hub.request('/threads', post({}))).status, 'programs are not limited').toBe(200);
  });

  it('cannot have more active runs than an address may', async () => {
    const agent = hub.addAgent(async (env) => void (await env.completion([])));
    const start = () => asBrowser('/threads/runs', post({ assistant_id: agent }));
    const delegated = { assistant_id: 'elsewhere/agent/1', delegate_execution: true };
    const done = await asBrowser('/threads/runs', post(delegated));
    const { id: run_id, thread_id: conversation } = (await done.json()) as { id: string; thread_id: string };
    const owner = cookieOf(done);
    await asBrowser(`/threads/${conversation}/runs/${run_id}`, post({ status: 'completed' }), owner);
    const responses: Response[] = [];
    for (let time = 0; time < 4; time++) responses.push(await start());
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const refused = await start();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_runs' } });
    const question = post({ role: 'user', content: 'And?', run_id });
    const another = await asBrowser(`/threads/${conversation}/messages`, question, owner);
    expect(another.status, 'the next turn of a run that is done').toBe(429);

    const { id, thread_id } = (await responses[0]!.json()) as { id: string; thread_id: string };
    const cookie = cookieOf(responses[0]!);
    await asBrowser(`/threads/${thread_id}/runs/${id}/cancel`, { method: 'POST' }, cookie);
    await expect.poll(async () => (await start()).status).toBe(200);
  });

  it('cannot have more active runs with concurrent requests either', async () => {
    const agent = hub.addAgent(async (env) => void (await env.completion([])));
    const asked = Array.from({ length: 20 }, () => asBrowser('/threads/runs', post({ assistant_id: agent })));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
  });

  it('cannot have more open streams than an address may', async () => {
    const texts: string[] = [];
    for (let time = 0; time < 7; time++) {
      const cookie = cookieOf(await asBrowser('/account'));
      const { value } = await (await asBrowser('/events', {}, cookie)).body!.getReader().read();
      texts.push(new TextDecoder().decode(value));
    }
    const isPutOff = texts.map((text) => text.includes('reached its limit of streams'));
    expect(isPutOff).toEqual([false, false, false, false, false, false, true]);
  });
});

describe('an empty account', () => {
  async function age(column: string): Promise<void> {
    const [table, name] = column.split('.');
    await hub.db.execute(sql.raw(`update ${table} set ${name} = now() - interval '2 days'`));
  }
  async function newBrowser(): Promise<{ cookie: string; thread: string }> {
    const cookie = cookieOf(await asBrowser('/account'));
    const { id } = (await (await asBrowser('/threads', post({}), cookie)).json()) as { id: string };
    return { cookie, thread: id };
  }
  const sweep = async () => (await openAccounts(hub.db, [], createGuessLimiter())).sweep();

  it('is deleted when it is a day old and has not been used for a day', async () => {
    const { cookie, thread } = await newBrowser();
    await asBrowser(`/threads/${thread}`, { method: 'DELETE' }, cookie);
    const before = await rows('accounts');
    await sweep();
    expect(await rows('accounts'), 'it is new').toBe(before);
    await age('accounts.created_at');
    await sweep();
    expect(await rows('accounts'), 'it is used').toBe(before);
    await age('sessions.used_at');
    await sweep();
    expect(await rows('accounts')).toBe(before - 1);
    hub = await hub.restart();
    const response = await asBrowser('/threads', post({}), hub.cookieHere(cookie));
    expect(response.status, 'its browser may come back').toBe(200);
  });

  it.each([
    ['has a conversation', async () => void (await newBrowser())],
    [
      'has an assistant',
      async () => {
        const { cookie, thread } = await newBrowser();
        await asBrowser('/assistants', post({ model: 'any' }), cookie);
        await asBrowser(`/threads/${thread}`, { method: 'DELETE' }, cookie);
      },
    ],
    [
      'is used by a program',
      async () => {
        const { cookie, thread } = await newBrowser();
        await asBrowser('/account/token', post({}), cookie);
        await asBrowser(`/threads/${thread}`, { method: 'DELETE' }, cookie);
      },
    ],
  ])('is kept if it %s', async (_, make) => {
    await make();
    const before = await rows('accounts');
    await age('accounts.created_at');
    await age('sessions.used_at');
    await sweep();
    expect(await rows('accounts')).toBe(before);
  });

  it('is kept if it has a name, or is the account of programs', async () => {
    await openAccounts(hub.db, [{ name: 'ana', token: 'x' }], createGuessLimiter());
    const before = await rows('accounts');
    await age('accounts.created_at');
    await sweep();
    expect(await rows('accounts')).toBe(before);
  });
});
