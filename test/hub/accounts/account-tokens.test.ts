import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_TOKENS } from '../../../src/hub/accounts/account-tokens.ts';
import { digest } from '../../../src/hub/accounts/digest.ts';
import type { AccountToken, NewAccountToken } from '../../../src/protocol/account.ts';
import type { Page } from '../../../src/protocol/page.ts';
import { createHubBrowser, postOf, type HubBrowser } from '../../support/hub-browser.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ANA = { name: 'ana', token: 'anas-token' };

let hub: TestHub;
let page: HubBrowser;

beforeEach(async () => {
  hub = await openTestHub();
  page = await openBrowser();
});
afterEach(() => hub.close());

async function openBrowser(): Promise<HubBrowser> {
  const browser = createHubBrowser(() => hub);
  await browser.ask('/account');
  return browser;
}

const create = (body: object = {}, browser = page) => browser.post<NewAccountToken>('/account/token', body);
const list = async (browser = page) =>
  (await (await browser.ask('/account/tokens?limit=100')).json()) as Page<AccountToken>;
const names = async (browser = page) => (await list(browser)).data.map(({ name }) => name);
const revoke = (id: string, browser = page) => browser.ask(`/account/tokens/${id}`, { method: 'DELETE' });
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
const askWith = (token: string, path = '/threads', init: RequestInit = {}) =>
  hub.request(path, { ...init, headers: { ...init.headers, ...bearing(token) } });

describe('an account token', () => {
  it('lets another program use the browser’s account', async () => {
    const { token } = await create();
    const { id } = await page.post('/threads');
    expect((await askWith(token, `/threads/${id}`)).status).toBe(200);
    const made = (await (await askWith(token, '/threads', postOf({}))).json()) as { id: string };
    expect((await page.ask(`/threads/${made.id}`)).status).toBe(200);
    expect((await (await openBrowser()).ask(`/threads/${made.id}`)).status).toBe(404);
  });

  it('is shown once, and listed with an id and a name', async () => {
    const { token, ...rest } = await create({ name: '  Work laptop ' });
    expect(token).toMatch(/^account-token-[\w-]{43}$/);
    expect(rest).toEqual({
      id: expect.stringMatching(/^token_/),
      object: 'account.token',
      name: 'Work laptop',
      created_at: expect.any(Number),
      last_used_at: null,
    });
    const text = await (await page.ask('/account/tokens')).text();
    expect(JSON.parse(text)).toEqual({
      object: 'list',
      data: [rest],
      first_id: rest.id,
      last_id: rest.id,
      has_more: false,
    });
    const secret = token.replace('account-token-', '');
    for (const kept of [secret, digest(secret), digest(token)]) expect(text).not.toContain(kept);
  });

  it('is named Terminal by default, and the tokens of an account are listed newest first', async () => {
    await create();
    await create({ name: 'Second' });
    expect(await names()).toEqual(['Second', 'Terminal']);
    expect(await names(await openBrowser()), 'each browser has its own').toEqual([]);
  });

  it.each([
    ['empty', '  '],
    ['too long', 'a'.repeat(65)],
    ['no text', 7],
    ['more than one line', 'a\nb'],
    ['a NUL', 'a\0b'],
  ])('cannot have a name that is %s', async (_, name) => {
    const response = await page.ask('/account/token', postOf({ name }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'name' } });
    expect(await names()).toEqual([]);
  });

  it('reports when it was last used, also after a restart of the hub', async () => {
    const { token } = await create();
    await create({ name: 'Unused' });
    const before = Math.floor(Date.now() / 1000);
    await askWith(token);
    const used = async () => (await list()).data.map(({ last_used_at }) => last_used_at);
    expect(await used()).toEqual([null, expect.any(Number)]);
    expect((await used())[1]).toBeGreaterThanOrEqual(before);
    hub = await hub.restart();
    page.cookie = hub.cookieHere(page.cookie);
    expect((await used())[1]).toBeGreaterThanOrEqual(before);
  });

  it('writes its last use once for many uses', async () => {
    const { token } = await create();
    await askWith(token);
    await hub.db.execute(sql`update sessions set used_at = '2026-01-01'`);
    for (let time = 0; time < 20; time++) await askWith(token);
    const { rows } = (await hub.db.execute(
      sql`select count(*)::int as written from sessions where used_at > '2026-01-01'`,
    )) as unknown as { rows: { written: number }[] };
    expect(rows).toEqual([{ written: 0 }]);
  });

  it('counts as used while one of its streams is open', async () => {
    const { token } = await create();
    const events = await askWith(token, '/events');
    await hub.db.execute(sql`update sessions set used_at = '2026-01-01', created_at = '2026-01-01'`);
    const now = Math.floor(Date.now() / 1000);
    expect((await list()).data[0]?.last_used_at).toBeGreaterThanOrEqual(now);
    await events.body!.cancel();
  });

  it('stops working when it is revoked, and others keep working', async () => {
    const [gone, kept] = [await create({ name: 'Gone' }), await create({ name: 'Kept' })];
    expect((await askWith(gone.token)).status).toBe(200);
    const response = await revoke(gone.id);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id: gone.id, object: 'account.token.deleted', deleted: true });
    const refused = await askWith(gone.token);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      error: { code: 'sign_in_required', message: expect.stringContaining('was revoked') },
    });
    expect((await askWith(kept.token)).status).toBe(200);
    expect(await names()).toEqual(['Kept']);
    expect((await revoke(gone.id)).status, 'once').toBe(404);
  });

  it('stops working when its browser signs out', async () => {
    const { token } = await create();
    await page.ask('/session', { method: 'DELETE' });
    expect((await askWith(token)).status).toBe(401);
  });

  it('stays revoked if it is used at the same moment', async () => {
    const { id, token } = await create();
    hub = await hub.restart(); // so that it is looked up
    page.cookie = hub.cookieHere(page.cookie);
    let free!: () => void;
    const isFree = new Promise<void>((resolve) => (free = resolve));
    const busy = hub.db.transaction(() => isFree);
    const asked = [askWith(token), revoke(id), askWith(token)];
    await fetch(`${hub.url}/health`);
    free();
    await busy;
    await Promise.all(asked);
    expect((await askWith(token)).status).toBe(401);
  });

  it('does not work as a cookie', async () => {
    const { token } = await create();
    const { id } = await page.post('/threads');
    const secret = token.replace('account-token-', '');
    const cookie = page.cookie.replace(/=.*/, `=${secret}`);
    expect((await hub.request(`/threads/${id}`, { headers: { cookie } })).status).toBe(404);
    await hub.request('/session', { method: 'DELETE', headers: { cookie } });
    expect((await page.ask(`/threads/${id}`)).status, 'it signs no browser out').toBe(200);
    expect((await askWith(token)).status).toBe(200);
  });

  it('without a name, from an older hub, is listed and can be revoked', async () => {
    const { token } = await create();
    await hub.db.execute(sql`update sessions set name = null, created_at = null where name is not null`);
    const [listed] = (await list()).data;
    expect(listed).toMatchObject({ name: 'Terminal', created_at: null, last_used_at: expect.any(Number) });
    await revoke(listed!.id);
    expect((await askWith(token)).status).toBe(401);
    expect((await page.ask('/account')).status).toBe(200);
  });
});

describe('an account', () => {
  it('cannot exceed the maximum number of tokens, even with concurrent requests', async () => {
    const asked = Array.from({ length: MAX_TOKENS + 5 }, () => page.ask('/account/token', postOf({})));
    const responses = await Promise.all(asked);
    const refused = responses.filter(({ status }) => status !== 200);
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409]);
    expect(await refused[0]!.json()).toMatchObject({
      error: { code: 'too_many_tokens', message: expect.stringContaining(`${MAX_TOKENS} tokens`) },
    });
    const { data } = await list();
    expect(data).toHaveLength(MAX_TOKENS);
    await revoke(data[0]!.id);
    await create();
    await create({}, await openBrowser());
  });
});

describe('clients that may not create, list or revoke tokens', () => {
  const requests = (id: string): [string, RequestInit][] => [
    ['/account/token', postOf({})],
    ['/account/tokens', {}],
    [`/account/tokens/${id}`, { method: 'DELETE' }],
  ];

  it.each<[string, (token: string, cookie: string) => Record<string, string>]>([
    ['a program with such a token', (token) => bearing(token)],
    ['a program without one', () => ({})],
    [
      "a run's agent",
      () =>
        bearing(
          hub.runTokens.issue({ accountId: 'a', threadId: 'thread_1', runId: 'run_1', agentId: 'a/b/1' })
            .token,
        ),
    ],
    [
      'a page of another origin',
      (_, cookie) => ({ cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
    ],
    [
      'a page of an origin that may use the hub',
      (_, cookie) => ({ cookie, origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }),
    ],
  ])('%s', async (_, headersOf) => {
    hub = await hub.restart({ corsOrigins: ['https://app.example'] });
    page.cookie = hub.cookieHere(page.cookie);
    const { id, token } = await create();
    for (const [path, init] of requests(id)) {
      const headers = { ...init.headers, ...headersOf(token, page.cookie) };
      const response = await hub.request(path, { ...init, headers });
      expect(`${path} ${response.status}`).toBe(`${path} 403`);
    }
    expect(await names()).toEqual(['Terminal']);
  });

  it('another browser', async () => {
    const { id } = await create();
    const other = await openBrowser();
    expect((await revoke(id, other)).status).toBe(404);
    expect(await names(other)).toEqual([]);
    expect(await names()).toEqual(['Terminal']);
  });
});

describe('a hub with HUB_TOKENS', () => {
  beforeEach(async () => {
    hub = await hub.restart({ tokens: [ANA] });
    page = createHubBrowser(() => hub);
    await page.post('/session', { token: ANA.token });
  });

  it('creates no account tokens, because a person who has signed in has a token', async () => {
    const response = await page.ask('/account/token', postOf({}));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'Use the token that you signed in with.' },
    });
  });

  it('lists no tokens, and cannot revoke another browser of the account', async () => {
    const other = createHubBrowser(() => hub);
    await other.post('/session', { token: ANA.token });
    expect((await list()).data).toEqual([]);
    const { rows } = (await hub.db.execute(sql`select id from sessions`)) as unknown as {
      rows: { id: string }[];
    };
    expect(rows).not.toEqual([]);
    for (const { id } of rows) expect((await revoke(id)).status).toBe(404);
    expect((await other.ask('/account')).status).toBe(200);
  });
});
