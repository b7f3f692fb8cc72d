import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { originRules } from '../../../../src/hub/http/security/origin-rules.ts';
import { securityHeaders } from '../../../../src/hub/http/security/security-headers.ts';
import { serve, tinyApp } from './tiny-app.ts';

const LISTED = 'https://app.example.com';
const HOST = 'hub.example:3000';
const PATH = '/v1/threads';

let hub: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  const rules = originRules({ corsOrigins: [LISTED, 'http://localhost:5173'] });
  hub = await serve(tinyApp(securityHeaders(), rules));
});
afterAll(() => hub.close());

async function ask(method: string, headers: Record<string, string>) {
  const answer = await hub.ask(method, PATH, { host: HOST, ...headers });
  const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
  return { ...answer, cors };
}

describe("the hub's own page, and clients that are not browsers", () => {
  it.each([
    ['a client without any of these headers', {}],
    ['the page, over http', { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }],
    ['the page, over https', { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' }],
    ['the page in an older browser', { origin: `http://${HOST}` }],
    ['the page on a standard port', { host: 'hub.example:443', origin: 'https://hub.example' }],
    ['the page with the host in capitals', { host: 'HUB.example:3000', origin: `http://${HOST}` }],
  ])('%s may read and write', async (_, headers) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, body, cors } = await ask(method, headers);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({ foreignOrigin: false });
      expect(cors).toEqual([]);
    }
  });

  it('a typed or bookmarked address may be read', async () => {
    expect((await ask('GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  });
});

describe('a page of another origin', () => {
  const FOREIGN = [
    ['another site', 'https://evil.example'],
    ['a sandboxed frame, or a file', 'null'],
    ['another port of the host', 'http://hub.example:3001'],
    ['no port, if the hub has one', 'http://hub.example'],
    ["a name that begins with the hub's", `http://${HOST}.evil.example`],
    ['a name that begins with a listed one', `${LISTED}.evil.example`],
    ['a name that ends with a listed one', 'https://evil-app.example.com'],
    ['a name under a listed one', 'https://sub.app.example.com'],
    ['http, if https is listed', 'http://app.example.com'],
    ['a port, if none is listed', `${LISTED}:8443`],
    ['a listed one in capitals, which no browser sends', 'https://APP.example.com'],
    ['a listed one with a path, which no browser sends', `${LISTED}/`],
    ["the hub's, as a user of another host", `http://${HOST}@evil.example`],
    ['another scheme', `ftp://${HOST}`],
    ['a text that is not an origin', 'evil'],
    ['an empty one', ''],
  ] as const;

  it.each(FOREIGN)('may not write: %s', async (_, origin) => {
    for (const method of ['POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
      const { status, cors } = await ask(method, { origin });
      expect(status).toBe(403);
      expect(cors).toEqual([]);
    }
  });

  it.each(FOREIGN)('may not read: %s', async (_, origin) => {
    for (const site of ['cross-site', 'same-site']) {
      const { status, cors } = await ask('GET', { origin, 'sec-fetch-site': site });
      expect(status).toBe(403);
      expect(cors).toEqual([]);
    }
  });

  it.each(FOREIGN)(
    'sees no answer, and bears no cookie, where its browser says too little: %s',
    async (_, origin) => {
      const { status, cors, body } = await ask('GET', { origin });
      expect(status).toBe(200);
      expect(cors).toEqual([]);
      expect(JSON.parse(body)).toEqual({ foreignOrigin: true });
    },
  );

  it.each([
    ['a picture or a script', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    [
      'a link',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['a picture on another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['a request of an unknown kind', { 'sec-fetch-site': 'cross-planet' }],
  ])('may not load it as %s', async (_, headers) => {
    expect((await ask('GET', headers)).status).toBe(403);
    expect((await ask('HEAD', headers)).status).toBe(403);
  });

  it('may not send it a form, or a beacon', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = {
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
        'content-type': type,
      };
      expect((await ask('POST', headers)).status).toBe(403);
    }
  });

  it("may not write if it has the hub's host over http, but the hub is reached over https", async () => {
    const headers = { host: 'hub.example', origin: 'http://hub.example', 'sec-fetch-site': 'cross-site' };
    expect((await ask('POST', headers)).status).toBe(403);
  });

  it('gets an error that says what to do', async () => {
    const { body } = await ask('POST', { origin: 'https://chat.example', host: '127.0.0.1:3000' });
    const { error } = JSON.parse(body);
    expect(error.code).toBe('foreign_origin');
    expect(error.message).toContain(
      'This hub isn’t set up for this address. Tell your administrator: its proxy must pass the Host header.',
    );
    expect(error.message).toContain('CORS_ORIGINS');
    expect(error.message).toContain('Host header');
  });
});

describe('a page of a listed origin', () => {
  const listed = { origin: LISTED, 'sec-fetch-site': 'cross-site' };

  it('may read and write, without its cookies', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, headers, body } = await ask(method, listed);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({ foreignOrigin: true });
      expect(headers).toMatchObject({ 'access-control-allow-origin': LISTED, vary: 'Origin' });
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
      expect(headers['access-control-expose-headers']).toContain('message_id');
    }
  });

  it('may read why it is refused', async () => {
    const app = tinyApp(securityHeaders(), originRules({ corsOrigins: [LISTED] }));
    app.get('/raw', () => new Response('made by no context'));
    for (const path of ['/nowhere', '/raw']) {
      const response = await app.request(path, { headers: listed });
      expect(response.headers.get('access-control-allow-origin')).toBe(LISTED);
    }
  });

  it('gets the headers that it may send in a preflight', async () => {
    const wanted =
      'Authorization, content-type,openai-beta, x-stainless-lang, x-stainless-retry-count, thread_id, message_id, cookie, x-evil';
    const { status, headers, body } = await ask('OPTIONS', {
      ...listed,
      'access-control-request-method': 'POST',
      'access-control-request-headers': wanted,
    });
    expect(status).toBe(204);
    expect(body).toBe('');
    expect(headers).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, openai-beta, x-stainless-lang, x-stainless-retry-count, thread_id, message_id',
      'access-control-max-age': '600',
    });
    expect(headers['vary']?.split(', ').toSorted()).toEqual(['Access-Control-Request-Headers', 'Origin']);
  });

  it('may send a preflight without headers', async () => {
    const { status, headers } = await ask('OPTIONS', {
      ...listed,
      'access-control-request-method': 'DELETE',
    });
    expect(status).toBe(204);
    expect(headers).not.toHaveProperty('access-control-allow-headers');
  });

  it('is one of two, and gets its own origin', async () => {
    const { headers } = await ask('GET', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' });
    expect(headers['access-control-allow-origin']).toBe('http://localhost:5173');
  });
});
