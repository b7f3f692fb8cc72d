import { afterEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ANA = { name: 'ana', token: 'anas-token' };

let hub: TestHub;
afterEach(() => hub.close());

/** A browser, as far as the hub can tell: it says where it asks from, and keeps the cookie. */
function browser() {
  let cookie = '';
  return {
    get cookie() {
      return cookie;
    },
    async ask(path: string, init: RequestInit = {}): Promise<Response> {
      const headers = { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) };
      const response = await hub.request(path, { ...init, headers: { ...headers, ...init.headers } });
      const set = response.headers.get('set-cookie');
      if (set) cookie = /Max-Age=0/.test(set) ? '' : set.split(';')[0]!;
      return response;
    },
  };
}

const post = (body: object): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

describe('a hub without tokens', () => {
  it('gives each browser an account of its own, by a cookie that no script can read', async () => {
    hub = await openTestHub();
    const [one, other] = [browser(), browser()];
    const response = await one.ask('/account');
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(response.headers.get('set-cookie')).toMatch(/SameSite=Lax/);
    const account = (await response.json()) as { id: string };
    expect(account).toMatchObject({ object: 'account', name: null, sign_in: 'automatic' });
    expect(await (await one.ask('/account')).json()).toEqual(account);

    const { id } = (await (await one.ask('/threads', post({}))).json()) as { id: string };
    expect((await one.ask(`/threads/${id}`)).status).toBe(200);
    expect((await other.ask(`/threads/${id}`)).status).toBe(404);
    expect((await hub.request(`/threads/${id}`)).status).toBe(404); // a client without a cookie
  });

  it('has one account for clients that bring no cookie, whatever key they bring', async () => {
    hub = await openTestHub();
    const { id } = (await hub.call<{ id: string }>('/threads', {})).body;
    const response = await hub.request(`/threads/${id}`, { headers: { authorization: 'Bearer any' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('hands the account of a browser over to another program, which bears a token for it', async () => {
    hub = await openTestHub();
    const [one, other] = [browser(), browser()];
    const { id } = (await (await one.ask('/threads', post({}))).json()) as { id: string };
    const answer = (await (await one.ask('/account/token', post({}))).json()) as { token: string };
    expect(answer).toEqual({
      object: 'account.token',
      token: expect.stringMatching(/^account-token-[\w-]{43}$/),
    });
    const headers = { authorization: `Bearer ${answer.token}` };
    expect((await hub.request(`/threads/${id}`, { headers })).status).toBe(200);
    const made = await hub.request('/threads', { ...post({}), headers });
    const thread = (await made.json()) as { id: string };
    expect((await one.ask(`/threads/${thread.id}`)).status).toBe(200);
    expect((await other.ask(`/threads/${thread.id}`)).status).toBe(404);

    expect((await hub.request('/account/token', { ...post({}), headers })).status, 'not on and on').toBe(400);
    expect((await hub.request('/account/token', post({}))).status, 'all programs have that account').toBe(
      400,
    );
  });

  it.each([
    ['cut short', 'account-token-fcHzZCnqzGCZSeHS5l1XoQVVVuoTEXAFTINgZJ-eIu'],
    ['of another hub', 'account-token-fcHzZCnqzGCZSeHS5l1XoQVVVuoTEXAFTINgZJ-eIu4'],
  ])('takes no token %s for none: who bears it means an account of their own', async (_, token) => {
    hub = await openTestHub();
    const response = await hub.request('/threads', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'sign_in_required' } });
  });

  it('takes no token of a run that is over, or that it never gave', async () => {
    hub = await openTestHub();
    const headers = { authorization: 'Bearer run-token-of-an-earlier-hub' };
    const response = await hub.request('/threads', { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'sign_in_required' } });
  });

  async function openHubWithOldThread(): Promise<void> {
    hub = await openTestHub();
    await hub.db.execute(`insert into accounts (id) values ('account_unclaimed')`);
    await hub.db.execute(
      `insert into threads (id, account_id, metadata, conversation_id, lineage) values ('thread_old', 'account_unclaimed', '{}', 'thread_old', '[]')`,
    );
    hub = await hub.restart(); // they are there when the hub starts, or never
  }

  it('gives the first browser the threads from before there were accounts', async () => {
    await openHubWithOldThread();
    const [first, second] = [browser(), browser()];
    await first.ask('/account');
    expect((await first.ask('/threads/thread_old')).status).toBe(200);
    await second.ask('/account');
    expect((await second.ask('/threads/thread_old')).status).toBe(404);
  });

  it('gives them to the account that a browser keeps of those that its first requests at once were given', async () => {
    await openHubWithOldThread();
    const atOnce = [browser(), browser(), browser()]; // none of the requests bears a cookie yet
    for (const request of atOnce) await request.ask('/account');
    const kept = atOnce.at(-1)!;
    expect((await kept.ask('/threads/thread_old')).status).toBe(200);
  });

  it('has nobody sign in', async () => {
    hub = await openTestHub();
    expect((await browser().ask('/session', post({ token: 'x' }))).status).toBe(400);
  });
});

describe('a hub with tokens', () => {
  it('hands nothing over: whoever signed in has a token to bear', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const one = browser();
    await one.ask('/session', post({ token: ANA.token }));
    const response = await one.ask('/account/token', post({}));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'Bear the token with which you signed in.' },
    });
  });

  it('asks for a sign-in, takes a token, and keeps the browser signed in', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    const refused = await page.ask('/account');
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: 'sign_in_required' } });
    expect((await page.ask('/session', post({ token: 'wrong' }))).status).toBe(401);
    expect(page.cookie).toBe('');
    const signedIn = await page.ask('/session', post({ token: 'anas-token' }));
    expect(await signedIn.json()).toMatchObject({ name: 'ana', sign_in: 'token' });
    expect((await page.ask('/account')).status).toBe(200);
  });

  it("shows a person's browser what their other clients do, and the other way round", async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', post({ token: 'anas-token' }));
    const { id } = (await (await page.ask('/threads', post({}))).json()) as { id: string };
    const response = await hub.request(`/threads/${id}`, { headers: { authorization: 'Bearer anas-token' } });
    expect(response.status).toBe(200);
  });

  it('signs out for good', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', post({ token: 'anas-token' }));
    const { cookie } = page;
    expect((await page.ask('/session', { method: 'DELETE' })).status).toBe(204);
    expect(page.cookie).toBe('');
    expect((await hub.request('/account', { headers: { cookie } })).status).toBe(401);
  });
});

describe('a browser that signs in again', () => {
  it('ends the session that it had', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', post({ token: 'anas-token' }));
    const { cookie } = page;
    await page.ask('/session', post({ token: 'anas-token' }));
    expect((await hub.request('/account', { headers: { cookie } })).status).toBe(401);
    expect((await page.ask('/account')).status).toBe(200);
  });
});

describe('a session', () => {
  const reopened = async (tokens: { name: string; token: string }[]) => {
    hub = await hub.restart({ tokens });
    return (cookie: string) => hub.request('/threads', { headers: { cookie } });
  };

  it('outlives the hub, and ends with its token', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', post({ token: 'anas-token' }));
    let ask = await reopened([ANA]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(200);
    ask = await reopened([{ name: 'ana', token: 'a new token' }]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(401);
  });

  it('that needed no token ends when the hub asks for one', async () => {
    hub = await openTestHub();
    const page = browser();
    await page.ask('/account');
    const ask = await reopened([ANA]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(401);
  });
});
