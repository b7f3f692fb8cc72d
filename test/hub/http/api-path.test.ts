import { request as send, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const ORIGIN = 'https://app.example.com';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ corsOrigins: [ORIGIN] });
});
afterAll(() => hub.close());

/** Requests a path exactly as given. `fetch` would take a path that begins with two slashes for another host. */
async function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const asked = send({ host: '127.0.0.1', port: new URL(hub.url).port, method, path, headers }).end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

it.each(['/v1//threads', '//v1/threads', '/api//v1/threads', '///api/v1///threads'])(
  'treats doubled slashes as one, and keeps the body: POST %s',
  async (path) => {
    const { status, text: made } = await ask(
      'POST',
      path,
      {},
      JSON.stringify({ metadata: { topic: 'Virtue' } }),
    );
    expect([status, JSON.parse(made)]).toEqual([
      200,
      expect.objectContaining({ metadata: expect.objectContaining({ topic: 'Virtue' }) }),
    ]);
  },
);

it('reads parameters and query of such a path', async () => {
  const { path } = await hub.run((env) => env.addReply('Well.'));
  await hub.events(path);
  const { text: told } = await ask('GET', `/v1/${path.replaceAll('/', '//')}?format=openai&q=a//b`);
  expect(told).toContain('event: thread.run.completed');
});

it('answers a preflight of a listed origin in the same way', async () => {
  const headers = { origin: ORIGIN, 'access-control-request-method': 'POST' };
  const { status, headers: told } = await ask('OPTIONS', '/v1//threads/runs', headers);
  expect([status, told['access-control-allow-origin']]).toEqual([204, ORIGIN]);
});

it('recognises a repeated request with a different number of slashes', async () => {
  const key = { 'idempotency-key': 'the same' };
  const first = await ask('POST', '/v1/threads', key, '{}');
  expect((await ask('POST', '/v1//threads', key, '{}')).text).toBe(first.text);
});

it.each(['//evil.example/v1/threads', '//evil.example', '//threads/thread_1', '/v1%2f%2fthreads'])(
  'neither serves nor redirects a path outside the API: %s',
  async (path) => {
    const { status, headers } = await ask('GET', path);
    expect([status, headers.location]).toEqual([404, undefined]);
  },
);
