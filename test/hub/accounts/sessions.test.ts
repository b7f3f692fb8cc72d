import { afterEach, describe, expect, it } from 'vitest';
import { createHubBrowser, postOf } from '../../support/hub-browser.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ANA = { name: 'ana', token: 'anas-token' };

let hub: TestHub;
afterEach(() => hub.close());

const browser = () => createHubBrowser(() => hub);

describe('a hub without tokens', () => {
  it('gives each browser its own account, with a cookie that scripts cannot read', async () => {
    hub = await openTestHub();
    const [one, other] = [browser(), browser()];
    const response = await one.ask('/account');
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(response.headers.get('set-cookie')).toMatch(/SameSite=Lax/);
    const account = (await response.json()) as { id: string };
    expect(account).toMatchObject({ object: 'account', name: null, sign_in: 'automatic' });
    expect(await (await one.ask('/account')).json()).toEqual(account);

    const { id } = (await (await one.ask('/threads', postOf({}))).json()) as { id: string };
    expect((await one.ask(`/threads/${id}`)).status).toBe(200);
    expect((await other.ask(`/threads/${id}`)).status).toBe(404);
    expect((await hub.request(`/threads/${id}`)).status).toBe(404); // a client without a cookie
  });

  it('has one account for clients without a cookie, whichever key they send', async () => {
    hub = await openTestHub();
    const { id } = (await hub.call<{ id: string }>('/threads', {})).body;
    const response = await hub.request(`/threads/${id}`, { headers: { authorization: 'Bearer any' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['cut short', 'account-token-fcHzZCnqzGCZSeHS5l1XoQVVVuoTEXAFTINgZJ-eIu'],
    ['of another hub', 'account-token-fcHzZCnqzGCZSeHS5l1XoQVVVuoTEXAFTINgZJ-eIu4'],
  ])('refuses a token %s instead of ignoring it', async (_, token) => {
    hub = await openTestHub();
    const response = await hub.request('/threads', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'sign_in_required' } });
  });

  it('refuses a token of a run that has ended, or that it has not issued', async () => {
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
    hub = await hub.restart(); // unclaimed threads are only found at the start
  }

  it('gives the first browser the threads from before there were accounts', async () => {
    await openHubWithOldThread();
    const [first, second] = [browser(), browser()];
    await first.ask('/account');
    expect((await first.ask('/threads/thread_old')).status).toBe(200);
    await second.ask('/account');
    expect((await second.ask('/threads/thread_old')).status).toBe(404);
  });

  it('gives them to the account that the browser keeps, if parallel first requests have created several', async () => {
    await openHubWithOldThread();
    const atOnce = [browser(), browser(), browser()]; // none of the requests has a cookie yet
    for (const request of atOnce) await request.ask('/account');
    const kept = atOnce.at(-1)!;
    expect((await kept.ask('/threads/thread_old')).status).toBe(200);
  });

  it('requires no sign-in', async () => {
    hub = await openTestHub();
    expect((await browser().ask('/session', postOf({ token: 'x' }))).status).toBe(400);
  });
});

describe('a hub with tokens', () => {
  it('requires a sign-in, accepts a token, and keeps the browser signed in', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    const refused = await page.ask('/account');
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: 'sign_in_required' } });
    expect((await page.ask('/session', postOf({ token: 'wrong' }))).status).toBe(401);
    expect(page.cookie).toBe('');
    const signedIn = await page.ask('/session', postOf({ token: 'anas-token' }));
    expect(await signedIn.json()).toMatchObject({ name: 'ana', sign_in: 'token' });
    expect((await page.ask('/account')).status).toBe(200);
  });

  it("shows a person's changes in all of their clients", async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', postOf({ token: 'anas-token' }));
    const { id } = (await (await page.ask('/threads', postOf({}))).json()) as { id: string };
    const response = await hub.request(`/threads/${id}`, { headers: { authorization: 'Bearer anas-token' } });
    expect(response.status).toBe(200);
  });

  it('invalidates the cookie at sign-out', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', postOf({ token: 'anas-token' }));
    const { cookie } = page;
    expect((await page.ask('/session', { method: 'DELETE' })).status).toBe(204);
    expect(page.cookie).toBe('');
    expect((await hub.request('/account', { headers: { cookie } })).status).toBe(401);
  });
});

describe('a browser that signs in again', () => {
  it('ends its earlier session', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', postOf({ token: 'anas-token' }));
    const { cookie } = page;
    await page.ask('/session', postOf({ token: 'anas-token' }));
    expect((await hub.request('/account', { headers: { cookie } })).status).toBe(401);
    expect((await page.ask('/account')).status).toBe(200);
  });
});

describe('a session', () => {
  const reopened = async (tokens: { name: string; token: string }[]) => {
    hub = await hub.restart({ tokens });
    return (cookie: string) => hub.request('/threads', { headers: { cookie } });
  };

  it('survives a restart of the hub, and ends with its token', async () => {
    hub = await openTestHub({ tokens: [ANA] });
    const page = browser();
    await page.ask('/session', postOf({ token: 'anas-token' }));
    let ask = await reopened([ANA]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(200);
    ask = await reopened([{ name: 'ana', token: 'a new token' }]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(401);
  });

  it('without a token ends when the hub requires one', async () => {
    hub = await openTestHub();
    const page = browser();
    await page.ask('/account');
    const ask = await reopened([ANA]);
    expect((await ask(hub.cookieHere(page.cookie))).status).toBe(401);
  });
});
