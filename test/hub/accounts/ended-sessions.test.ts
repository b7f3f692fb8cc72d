import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHubBrowser, postOf, type HubBrowser } from '../../support/hub-browser.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ANA = { name: 'ana', token: 'anas-token' };

let hub: TestHub;
let agent: string;
afterEach(() => hub.close());

async function openHub(tokens: { name: string; token: string }[] = []): Promise<void> {
  hub = await openTestHub({ tokens });
  agent = hub.addAgent(async (env) => {
    await env.addReply(env.completion([], { stream: true }));
  });
}

const browser = () => createHubBrowser(() => hub);

/** Sends requests of a signed-in client. */
type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const asBearer =
  (token: string): Ask =>
  (path, init = {}) =>
    hub.request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const asCookie =
  (cookie: string): Ask =>
  (path, init = {}) =>
    hub.request(path, { ...init, headers: { ...init.headers, cookie, 'sec-fetch-site': 'same-origin' } });

/** An open stream, whose first bytes have been read. */
interface OpenStream {
  /** Resolves when it has ended: `broken` if the connection was closed, `ended` if the end was sent. */
  ending: Promise<'broken' | 'ended'>;
  /** The received text. */
  readonly text: string;
  leave(): Promise<void>;
}

async function read(response: Response): Promise<OpenStream> {
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = decoder.decode((await reader.read()).value);
  async function readOn(): Promise<'broken' | 'ended'> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'ended';
        text += decoder.decode(value);
      }
    } catch {
      return 'broken';
    }
  }
  const ending = readOn();
  return {
    ending,
    get text() {
      return text;
    },
    leave: () => reader.cancel(),
  };
}

async function startRun(ask: Ask): Promise<{ id: string; thread_id: string }> {
  const response = await ask('/threads/runs', postOf({ assistant_id: agent }));
  const run = (await response.json()) as { id: string; thread_id: string };
  (await hub.provider.nextCompletion()).push('Well');
  return run;
}

/** Every kind of stream, and how it ends. Only for an EventSource the end of the response is not the end of a reply. */
const STREAMS: [string, 'ended' | 'broken', (ask: Ask) => Promise<Response>][] = [
  ['the events of the account', 'ended', (ask) => ask('/events')],
  [
    'the stream of a run',
    'ended',
    async (ask) => {
      const { id, thread_id } = await startRun(ask);
      return ask(`/threads/${thread_id}/stream/${id}`);
    },
  ],
  [
    'the stream of a run in the framing of OpenAI',
    'broken',
    async (ask) => {
      const { id, thread_id } = await startRun(ask);
      return ask(`/threads/${thread_id}/stream/${id}?format=openai`);
    },
  ],
  [
    'a streamed run on a new thread',
    'broken',
    (ask) => ask('/threads/runs', postOf({ assistant_id: agent, stream: true })),
  ],
  [
    'a streamed run',
    'broken',
    async (ask) => {
      const thread = (await (await ask('/threads', postOf({}))).json()) as { id: string };
      return ask(`/threads/${thread.id}/runs`, postOf({ assistant_id: agent, stream: true }));
    },
  ],
  [
    'a streamed completion',
    'broken',
    async (ask) => {
      const asked = ask('/chat/completions', postOf({ messages: [], stream: true }));
      (await hub.provider.nextCompletion()).push('Well');
      return asked;
    },
  ],
];

describe.each(STREAMS)('%s', (_, kind, open) => {
  it('ends when the browser signs out, and streams of other sessions and of the token continue', async () => {
    await openHub([ANA]);
    const [page, elsewhere] = [browser(), browser()];
    await page.post('/session', { token: ANA.token });
    await elsewhere.post('/session', { token: ANA.token });
    const [stream, kept, borne] = [
      await read(await open(page.ask.bind(page))),
      await read(await elsewhere.ask('/events')),
      await read(await asBearer(ANA.token)('/events')),
    ];
    await page.ask('/session', { method: 'DELETE' });
    expect(await stream.ending).toBe(kind);
    const { id } = await elsewhere.post('/threads');
    await expect.poll(() => kept.text).toContain(id);
    await expect.poll(() => borne.text).toContain(id);
    expect(stream.text).not.toContain(id);
    await Promise.all([kept.leave(), borne.leave()]);
  });

  it('ends when its token is revoked, and the browser’s stream continues', async () => {
    await openHub();
    const page = browser();
    await page.ask('/account');
    const { id: tokenId, token } = await page.post<{ id: string; token: string }>('/account/token');
    const [stream, kept] = [await read(await open(asBearer(token))), await read(await page.ask('/events'))];
    await page.ask(`/account/tokens/${tokenId}`, { method: 'DELETE' });
    expect(await stream.ending).toBe(kind);
    const { id } = await page.post('/threads');
    await expect.poll(() => kept.text).toContain(id);
    await kept.leave();
  });

  it('ends when the browser that created its token signs out', async () => {
    await openHub();
    const page = browser();
    await page.ask('/account');
    const { token } = await page.post<{ token: string }>('/account/token');
    const borne = await read(await open(asBearer(token)));
    const own = await read(await page.ask('/events'));
    await page.ask('/session', { method: 'DELETE' });
    expect([await borne.ending, await own.ending]).toEqual([kind, 'ended']);
  });
});

describe('a stream', () => {
  beforeEach(() => openHub([ANA]));

  it('that is requested before the sign-out and opened after it ends at once', async () => {
    const page = browser();
    await page.post('/session', { token: ANA.token });
    const run = await startRun(page.ask.bind(page));
    let free!: () => void;
    const isFree = new Promise<void>((resolve) => (free = resolve));
    const busy = hub.db.transaction(() => isFree); // blocks every query
    const asked = asCookie(page.cookie)(`/threads/${run.thread_id}/stream/${run.id}`).then(
      async (response) => (await read(response)).ending,
    );
    await fetch(`${hub.url}/health`); // by now the hub has read the request
    const signedOut = page.ask('/session', { method: 'DELETE' });
    free();
    await busy;
    await signedOut;
    expect(await asked).toBe('ended');
  });

  it('ends when the browser signs in again', async () => {
    const page = browser();
    await page.post('/session', { token: ANA.token });
    const stream = await read(await page.ask('/events'));
    await page.post('/session', { token: ANA.token });
    expect(await stream.ending).toBe('ended');
  });

  it('ends when the session expires because it was not used', async () => {
    const page = browser();
    await page.post('/session', { token: ANA.token });
    const stream = await read(await page.ask('/events'));
    await hub.db.execute(sql`update sessions set used_at = now() - interval '401 days'`);
    await hub.sweepAccounts();
    expect(await stream.ending).toBe('ended');
    expect((await page.ask('/events')).status).toBe(401);
  });

  it('is refused once its session has ended, so that an EventSource does not reconnect', async () => {
    const page = browser();
    await page.post('/session', { token: ANA.token });
    const ask = asCookie(page.cookie);
    await page.ask('/session', { method: 'DELETE' });
    for (let time = 0; time < 3; time++) {
      const response = await ask('/events');
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'sign_in_required' } });
    }
  });
});

describe('a response that is not a stream', () => {
  it('is completed even if the browser signs out meanwhile', async () => {
    await openHub([ANA]);
    const page = browser();
    await page.post('/session', { token: ANA.token });
    const asked = page.ask('/chat/completions', postOf({ messages: [] }));
    const completion = await hub.provider.nextCompletion();
    await createHubBrowser(() => hub).ask('/session', { method: 'DELETE', headers: { cookie: page.cookie } });
    completion.push('Well.');
    completion.end();
    expect(await (await asked).text()).toContain('Well.');
  });
});

describe('a page of a hub without tokens whose browser has been signed out', () => {
  let page: HubBrowser;
  let run: { id: string; thread_id: string };
  let cookie: string;
  beforeEach(async () => {
    await openHub();
    page = browser();
    await page.ask('/account');
    run = await startRun(page.ask.bind(page));
    ({ cookie } = page);
    await page.ask('/session', { method: 'DELETE' });
  });

  it.each(['with the old cookie', 'without a cookie'])(
    'gets no stream of another account instead of its own, %s',
    async (which) => {
      page.cookie = which === 'with the old cookie' ? cookie : '';
      for (const path of ['/events', `/threads/${run.thread_id}/stream/${run.id}`]) {
        const response = await asCookie(page.cookie)(path);
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ error: { code: 'sign_in_required' } });
      }
      expect((await page.ask('/account')).status, 'it may begin again').toBe(200);
      const events = await read(await page.ask('/events'));
      const { id } = await page.post('/threads');
      await expect.poll(() => events.text).toContain(id);
      await events.leave();
    },
  );
});
