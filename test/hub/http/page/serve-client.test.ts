import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { SCRIPT_POLICY } from '../../../../src/hub/http/page/page-policy.ts';
import { serveClient } from '../../../../src/hub/http/page/serve-client.ts';

const app = new Hono<HubEnv>();
app.get('/events', (context) =>
  context.body('data: 1\n\n'.repeat(1_000), 200, { 'content-type': 'text/event-stream' }),
);
app.get('/health', (context) => context.json({ name: '</script>' }));
app.get('/v1/account', (context) => {
  const { cookie, 'sec-fetch-site': site } = context.req.header();
  if (cookie === 'symposium=gone') return context.json({}, 401);
  const known = getCookie(context, 'symposium');
  if (known === undefined || known === 'unknown') {
    context.header('set-cookie', 'symposium=new; Path=/; HttpOnly');
  }
  return context.json({ cookie: cookie ?? null, site });
});
app.get('/v1/assistants', (context) => context.json({ cookie: getCookie(context, 'symposium') }));
serveClient(app);

let page: string;

beforeAll(async () => {
  page = await (await ask('/')).text();
});

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(app.request(path, { headers }));
}

/**
 * Returns the data that the hub has embedded in a page that a browser opens, for example from a link on another
 * site.
 */
async function opened(headers: Record<string, string> = {}) {
  const navigation = { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };
  const response = await ask('/threads/thread_1', { ...navigation, ...headers });
  const html = await response.text();
  const [, json] = /<script type="application\/json" id="first-answers">(.*?)<\/script>/.exec(html) ?? [];
  return { response, html, answers: json === undefined ? null : JSON.parse(json) };
}

function asset(name: RegExp): string {
  return page.match(/\/assets\/[^"]+/g)!.find((path) => name.test(path))!;
}

describe('the built client', () => {
  it.each([
    ['scripts', /\.js$/],
    ['styles', /\.css$/],
  ])('serves its %s compressed, and cached for a year', async (_, name) => {
    const plain = await ask(asset(name));
    const small = await ask(asset(name), { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(small.headers.get('content-encoding')).toBe('gzip');
    expect(small.headers.get('vary')).toContain('Accept-Encoding');
    expect(small.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const text = await new Response(small.body!.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(text).toBe(await plain.text());
  });

  it('serves its fonts uncompressed, because they are compressed already', async () => {
    const font = await ask(asset(/\.woff2$/), { 'accept-encoding': 'gzip' });
    expect(font.headers.get('content-type')).toBe('font/woff2');
    expect(font.headers.get('content-encoding')).toBeNull();
    expect(font.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['/', '/threads/thread_1', '/favicon.svg'])(
    'has %s revalidated, so that no page uses files of an old build',
    async (path) => {
      const answer = await ask(path, { 'accept-encoding': 'gzip' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it.each([
    '/',
    '/agents',
    '/settings',
    '/threads/thread_1',
    '/threads/thread_1/',
    '/threads/thread_1?x=.php',
  ])('serves its page at %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(page);
  });

  const NOTHING = [
    '/.env',
    '/.git/config',
    '/openapi.json',
    '/x.php',
    '/wp-admin/',
    '/assets/gone.js',
    '/threads',
    '/threads/thread_1/more',
    '/agents/',
    '/index.php?x=/threads/thread_1',
    '/v2/threads',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%2F',
  ];

  it.each(NOTHING)('has nothing at %s', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await app.request(path, { method, headers: { accept: '*/*' } });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      expect((await answer.text()).length).toBeLessThan(100);
    }
  });

  it.each(['/favicon.png', '/threads/x/y.html', '/x.php'])(
    'does not serve its page for a missing file: %s',
    async (path) => {
      const answer = await ask(path, { accept: 'text/html,*/*;q=0.8', 'sec-fetch-dest': 'document' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    },
  );

  it.each(NOTHING.filter((path) => !/\.[^/]+$/.test(path.split('?')[0]!)))(
    'tells a person who opens %s so, on its page',
    async (path) => {
      const answer = await ask(path, { accept: 'text/html,*/*;q=0.8', 'sec-fetch-dest': 'document' });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(page);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );

  it('lets a worker load its scripts, and make no requests', async () => {
    const answer = await ask(asset(/\.js$/));
    expect(answer.headers.get('content-security-policy')).toBe(SCRIPT_POLICY);
    expect(SCRIPT_POLICY).toMatch(/^default-src 'none'; script-src 'self'; frame/);
  });

  it('does not let a missing file be cached', async () => {
    const answer = await ask('/assets/index-of-another-build.js');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBeNull();
  });

  it('embeds the answers to the first requests in the page, which is not cached', async () => {
    const { response, html, answers } = await opened({ cookie: 'symposium=mine' });
    expect(answers).toEqual({
      '/v1/account': { cookie: 'symposium=mine', site: 'same-origin' },
      '/health': { name: '</script>' },
      '/v1/assistants?limit=100&order=asc': { cookie: 'mine' },
    });
    expect(html.replace(/<script type="application.*?<\/script>/, '')).toBe(page);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('gives a browser without a cookie one with the page, and answers the requests with it', async () => {
    const { response, answers } = await opened();
    expect(response.headers.getSetCookie()).toEqual(['symposium=new; Path=/; HttpOnly']);
    expect(answers['/v1/assistants?limit=100&order=asc']).toEqual({ cookie: 'new' });
  });

  it('answers the requests with the new cookie if the browser’s old one is unknown', async () => {
    const { response, answers } = await opened({ cookie: 'other=1; symposium=unknown' });
    expect(response.headers.getSetCookie()).toEqual(['symposium=new; Path=/; HttpOnly']);
    expect(answers['/v1/assistants?limit=100&order=asc']).toEqual({ cookie: 'new' });
  });

  it('embeds no refused answers', async () => {
    const { answers } = await opened({ cookie: 'symposium=gone' });
    expect(Object.keys(answers)).toEqual(['/health', '/v1/assistants?limit=100&order=asc']);
  });

  it.each([
    ['a frame', { 'sec-fetch-dest': 'iframe' }],
    ['a prefetched page', { 'sec-purpose': 'prefetch' }],
  ])('embeds no answers for %s, and creates no account', async (_, headers) => {
    const { response, html, answers } = await opened(headers);
    expect(answers).toBeNull();
    expect(html).toBe(page);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('does not compress an event stream', async () => {
    const answer = await ask('/events', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBeNull();
  });
});
