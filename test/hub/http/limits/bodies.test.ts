import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { createHubServer, requestListener } from '../../../../src/hub/http/http-server.ts';
import { createBodyBudget } from '../../../../src/hub/http/limits/body-budget.ts';
import { bodyText, receiveBodies } from '../../../../src/hub/http/limits/request-body.ts';
import { closeUnread } from '../../../../src/hub/http/limits/unread-bodies.ts';
import { connectRaw, head, type RawClient } from '../../../support/raw-client.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { mountRoutes } from '../routes/mount-routes.ts';

const MEGABYTES = 1_000_000;
const LARGE = 15.5 * MEGABYTES;
const TOKEN = 'anas-own-token-of-many-letters';

describe('a body of a request that is refused by its headers', () => {
  let hub: TestHub;
  beforeEach(async () => (hub = await openTestHub({ tokens: [{ name: 'ana', token: TOKEN }] })));
  afterEach(() => hub.close());
  const port = () => Number(new URL(hub.url).port);

  /** Sends these headers, and as much of a body as the connection accepts until the hub ends it. */
  async function sendAll(text: string, chunk: string): Promise<string> {
    const client = await connectRaw(port());
    client.send(text);
    const { socket } = client;
    const send = () => {
      while (!socket.destroyed && socket.writable && socket.write(chunk));
    };
    socket.on('drain', send);
    send();
    return client.closed();
  }

  const chunk = 'x'.repeat(64 * 1024);
  const chunked = `10000\r\n${chunk}\r\n`;
  const authorization = `Bearer ${TOKEN}`;

  it.each([
    ['without a token', 401, head('POST', '/v1/threads', { 'content-length': LARGE }), chunk],
    [
      'without a token, in chunks',
      401,
      head('POST', '/v1/threads', { 'transfer-encoding': 'chunked' }),
      chunked,
    ],
    [
      'of another site',
      403,
      head('POST', '/v1/threads', { 'content-length': LARGE, origin: 'http://evil.test', authorization }),
      chunk,
    ],
    [
      'as a form',
      415,
      head('POST', '/v1/threads', { 'content-length': LARGE, cookie: 'a=b', 'content-type': 'text/plain' }),
      chunk,
    ],
    [
      'of an unknown route',
      404,
      head('POST', '/v1/nowhere', { 'content-length': LARGE, authorization }),
      chunk,
    ],
    [
      'of an unknown method',
      404,
      head('PUT', '/v1/threads', { 'content-length': LARGE, authorization }),
      chunk,
    ],
    [
      'of an unknown thread',
      404,
      head('POST', '/v1/threads/thread_1/messages', { 'content-length': LARGE, authorization }),
      chunk,
    ],
    ['of an unknown page', 404, head('POST', '/somewhere', { 'content-length': LARGE }), chunk],
    [
      'that says it is too large',
      413,
      head('POST', '/v1/threads', { 'content-length': 17 * MEGABYTES, authorization }),
      chunk,
    ],
    [
      'to sign in, and too large for that',
      413,
      head('POST', '/v1/session', { 'content-length': 70_000 }),
      chunk,
    ],
  ])('%s is not received: %i', async (_, status, text, piece) => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendAll(text, piece)));
    for (const answer of answers) {
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toMatch(/connection: close/i);
    }
    // Some data is sent before the answer arrives. Compared to 8 × 15.5 MB it is very little.
    expect(hub.bytesReceived()).toBeLessThan(8 * MEGABYTES);
  });

  it('of a sign-in is refused above the size of a token, also in chunks', async () => {
    const answer = await sendAll(head('POST', '/v1/session', { 'transfer-encoding': 'chunked' }), chunked);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(hub.bytesReceived()).toBeLessThan(MEGABYTES);
  });

  it('is received if it is small, and the connection is reused', async () => {
    const client = await connectRaw(port());
    client.send(head('POST', '/v1/threads', { 'content-length': 1_000 }));
    await client.until(/sign_in_required/);
    client.send('x'.repeat(1_000) + head('GET', '/health'));
    expect(await client.until(/"status":"ok"/)).toMatch(/^HTTP\/1.1 401 [^]*HTTP\/1.1 200 /);
    client.socket.destroy();
  });
});

describe('a body that is read', () => {
  let clients: RawClient[];
  let port: number;
  let close: () => void;
  const budget = createBodyBudget(1_000);
  let handled: (() => void)[];

  beforeEach(async () => {
    clients = [];
    handled = [];
    const routes = new Hono<HubEnv>()
      .post('/text', async (context) => context.text(`${(await bodyText(context)).length} characters`))
      .post('/held', async (context) => {
        await bodyText(context);
        await new Promise<void>((resolve) => handled.push(resolve));
        return context.text('done');
      });
    const holderOf = ({ req }: { req: { header(name: string): string | undefined } }) =>
      req.header('holder') ?? 'ana';
    const app = mountRoutes(
      '/v1',
      new Hono<HubEnv>()
        .use(closeUnread(), receiveBodies({ most: 800, budget, holderOf }))
        .route('/', routes),
    );
    const server = createHubServer(requestListener(app), {
      most: 100,
      mostPerAddress: 100,
      addressOf: () => null,
      onFull: () => {},
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    close = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  afterEach(() => {
    vi.useRealTimers();
    for (const { socket } of clients) socket.destroy();
    close();
  });

  async function ask(path: string, headers: Record<string, string | number>, body = ''): Promise<RawClient> {
    const client = await connectRaw(port);
    clients.push(client);
    client.send(head('POST', path, headers) + body);
    return client;
  }

  it('counts as it arrives, and is released with its answer', async () => {
    const client = await ask('/v1/held', { 'transfer-encoding': 'chunked' }, `12c\r\n${'x'.repeat(300)}\r\n`);
    await expect.poll(() => budget.held).toBe(300);
    client.send('0\r\n\r\n');
    await expect.poll(() => handled.length).toBe(1);
    expect(budget.held).toBe(300);
    handled[0]!();
    await client.until(/done/);
    expect(budget.held).toBe(0);
  });

  it('is released if its client disconnects', async () => {
    const client = await ask('/v1/text', { 'content-length': 400 }, 'x'.repeat(300));
    await expect.poll(() => budget.held).toBe(300);
    client.socket.destroy();
    await expect.poll(() => budget.held).toBe(0);
  });

  it('is refused if there is no memory, which leaves memory for others', async () => {
    await ask('/v1/held', { 'content-length': 500, holder: 'ana' }, 'x'.repeat(500));
    await expect.poll(() => handled.length).toBe(1);
    const refused = await ask('/v1/text', { 'transfer-encoding': 'chunked', holder: 'ana' }, '1\r\nx\r\n');
    expect(await refused.closed()).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 2/i);
    const other = await ask('/v1/text', { 'content-length': 500, holder: 'ben' }, 'x'.repeat(500));
    expect(await other.until(/characters/)).toContain('500 characters');
    expect(budget.held).toBe(500);
    handled[0]!();
    await expect.poll(() => budget.held).toBe(0);
  });

  it('is refused in chunks when it gets too large', async () => {
    const client = await ask(
      '/v1/text',
      { 'transfer-encoding': 'chunked', holder: 'ben' },
      `384\r\n${'x'.repeat(900)}\r\n`,
    );
    expect(await client.closed()).toMatch(/^HTTP\/1.1 413 /);
    expect(budget.held).toBe(0);
  });

  it('is refused if it arrives in tiny pieces: each piece costs time', async () => {
    const client = await ask('/v1/text', { 'transfer-encoding': 'chunked' }, '1\r\nx\r\n'.repeat(450));
    expect(await client.closed()).toMatch(/^HTTP\/1.1 400 [^]*small pieces/);
    expect(budget.held).toBe(0);
    const other = await ask(
      '/v1/text',
      { 'transfer-encoding': 'chunked' },
      `${'1\r\nx\r\n'.repeat(250)}0\r\n\r\n`,
    );
    expect(await other.until(/characters/)).toContain('250 characters');
  });

  it('is refused if it arrives too slowly', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const client = await ask('/v1/text', { 'content-length': 400 }, 'x');
    await expect.poll(() => budget.held).toBe(1);
    vi.advanceTimersByTime(14_000);
    expect(budget.held).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(await client.closed()).toMatch(/^HTTP\/1.1 408 /);
    expect(budget.held).toBe(0);
  });

  it('is requested with 100 Continue if its client waits for that, unless it is refused', async () => {
    const waiting = await ask('/v1/text', { 'content-length': 3, expect: '100-continue' });
    await waiting.until(/^HTTP\/1.1 100 Continue/);
    waiting.send('abc');
    await waiting.until(/3 characters/);
    const refused = await ask('/v1/text', { 'content-length': 900, expect: '100-continue' });
    expect(await refused.until(/^HTTP\/1.1 413 /)).not.toContain('100 Continue');
  });
});
