import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopClock } from '../../support/stop-clock.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ANA = { name: 'ana', token: 'anas-own-token-of-many-letters' };
const FREE_GUESSES = 20;

let hub: TestHub;
beforeEach(stopClock);
afterEach(() => hub.close());

const secret = () => randomBytes(32).toString('base64url');
const bearing = (token: string, headers: Record<string, string> = {}) =>
  hub.request('/account', { headers: { ...headers, authorization: `Bearer ${token}` } });
const signIn = (token: string) =>
  hub.request('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ token }),
  });

async function statuses(times: number, ask: () => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) {
    const response = await ask();
    all.push(response.status);
    await response.body?.cancel();
  }
  return all;
}

const refused = [...Array<number>(FREE_GUESSES).fill(401), ...Array<number>(10).fill(429)];

describe('an address that guesses', () => {
  it.each([
    ['bearer tokens', () => bearing(secret())],
    ['tokens of runs', () => bearing(`run-token-${secret()}`)],
    ['tokens to sign in with', () => signIn(secret())],
  ])('%s has to wait after a number of attempts', async (_, ask) => {
    hub = await openTestHub({ tokens: [ANA] });
    expect(await statuses(FREE_GUESSES + 10, ask)).toEqual(refused);
    const last = await ask();
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(last.headers.get('connection')).toBe('close');
    expect(await last.json()).toMatchObject({
      error: { code: 'too_many_guesses', type: 'invalid_request_error' },
    });
  });

  it('account tokens has to wait as well', async () => {
    hub = await openTestHub();
    const ask = () => bearing(`account-token-${secret()}`);
    expect(await statuses(FREE_GUESSES + 10, ask)).toEqual(refused);
  });

  it('does not block valid tokens, even from the same address', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    await statuses(FREE_GUESSES + 30, () => bearing(secret()));
    expect((await bearing(ANA.token)).status).toBe(200);
    const response = await signIn(ANA.token);
    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    expect((await hub.request('/account', { headers: { cookie } })).status).toBe(200);
    expect((await hub.request('/account')).status, 'no token is no guess').toBe(401);
  });

  it('is distinguished from other clients behind a trusted proxy, but not behind an untrusted one', async () => {
    hub = await openTestHub({ tokens: [ANA], trustedProxies: ['127.0.0.1'] });
    await statuses(FREE_GUESSES + 10, () => bearing(secret(), { 'x-forwarded-for': '203.0.113.7' }));
    expect((await bearing(secret(), { 'x-forwarded-for': '203.0.113.7' })).status).toBe(429);
    expect((await bearing(secret(), { 'x-forwarded-for': '203.0.113.8' })).status).toBe(401);
    await hub.close();

    hub = await openTestHub({ tokens: [ANA] });
    let made = 0;
    const ask = () => bearing(secret(), { 'x-forwarded-for': `203.0.113.${made++}` });
    expect(await statuses(FREE_GUESSES + 10, ask)).toEqual(refused);
  });

  it('cookies causes a limited number of database lookups', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const look = vi.spyOn(hub.db, 'update');
    const ask = () =>
      hub.request('/account', { headers: { cookie: hub.cookieHere(`symposium_0=${secret()}`) } });
    const all = await statuses(260, ask);
    expect(all).toEqual([...Array<number>(200).fill(401), ...Array<number>(60).fill(429)]);
    expect(look).toHaveBeenCalledTimes(200);
    expect((await bearing(ANA.token)).status).toBe(200);
  });
});
