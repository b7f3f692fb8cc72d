import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HubEnv } from '../../src/hub/hub-env.ts';
import { serveClient } from '../../src/hub/serve-client.ts';

const app = new Hono<HubEnv>();
app.get('/events', (context) =>
  context.body('data: 1\n\n'.repeat(1_000), 200, { 'content-type': 'text/event-stream' }),
);
serveClient(app);

let page: string;

beforeAll(async () => {
  page = await (await ask('/')).text();
});

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(app.request(path, { headers }));
}

function asset(name: RegExp): string {
  return page.match(/\/assets\/[^"]+/g)!.find((path) => name.test(path))!;
}

describe('the built client', () => {
  it.each([
    ['scripts', /\.js$/],
    ['styles', /\.css$/],
  ])('has its %s sent small, and kept for good', async (_, name) => {
    const plain = await ask(asset(name));
    const small = await ask(asset(name), { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(small.headers.get('content-encoding')).toBe('gzip');
    expect(small.headers.get('vary')).toContain('Accept-Encoding');
    expect(small.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const text = await new Response(small.body!.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(text).toBe(await plain.text());
  });

  it('has its fonts sent as they are, since they are small already', async () => {
    const font = await ask(asset(/\.woff2$/), { 'accept-encoding': 'gzip' });
    expect(font.headers.get('content-type')).toBe('font/woff2');
    expect(font.headers.get('content-encoding')).toBeNull();
    expect(font.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['/', '/threads/thread_1', '/appearance.js'])(
    'has %s asked for again, so that no page outlives its files',
    async (path) => {
      const answer = await ask(path, { 'accept-encoding': 'gzip' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('has nothing kept of a file that is not there', async () => {
    const answer = await ask('/assets/index-of-another-build.js');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBeNull();
  });

  it('leaves a stream of events as it is', async () => {
    const answer = await ask('/events', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBeNull();
  });
});
