import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';
import { requestIds } from '../../../../src/hub/observability/request-id.ts';
import { responseHeaders } from '../../../../src/hub/http/security/response-headers.ts';
import { securityHeaders } from '../../../../src/hub/http/security/security-headers.ts';
import { serve, tinyApp } from './tiny-app.ts';

const API_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

describe('every answer', () => {
  it.each(['/v1/threads', '/nowhere', '/raw'])('has the security headers: %s', async (path) => {
    const app = tinyApp(securityHeaders());
    app.get('/raw', () => new Response('made by no context'));
    const { headers } = await app.request(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': API_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  it('may have a policy of its own', async () => {
    const app = tinyApp(securityHeaders());
    app.get('/page', (context) => context.html('', 200, { 'content-security-policy': "script-src 'self'" }));
    const { headers } = await app.request('/page');
    expect(headers.get('content-security-policy')).toBe("script-src 'self'");
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('is not cached if it is JSON, unless it says otherwise', async () => {
    const app = tinyApp(securityHeaders());
    app.get('/icon', (context) => context.body('', 200, { 'content-type': 'image/svg+xml' }));
    app.get('/agents', (context) => context.json({}, 200, { 'cache-control': 'max-age=60' }));
    const cacheOf = async (path: string) => (await app.request(path)).headers.get('cache-control');
    expect(await cacheOf('/v1/threads')).toBe('no-store');
    expect(await cacheOf('/icon')).toBeNull();
    expect(await cacheOf('/agents')).toBe('max-age=60');
  });
});

describe("an answer that is written straight to Node's response", () => {
  it('has the headers of its own request only', async () => {
    const app = new Hono<HubEnv>();
    app.use(securityHeaders(), requestIds());
    app.get('/stream', (context) => {
      const { outgoing } = context.env;
      outgoing.writeHead(200, { ...responseHeaders(context), 'content-type': 'text/event-stream' });
      outgoing.end('data: 1\n\n');
      return RESPONSE_ALREADY_SENT;
    });
    const hub = await serve(app);
    try {
      for (const id of ['first', 'second']) {
        const { headers, body } = await hub.ask('GET', '/stream', { 'x-request-id': id });
        expect(headers).toMatchObject({
          'content-security-policy': API_POLICY,
          'x-request-id': id,
          'content-type': 'text/event-stream',
        });
        expect(body).toBe('data: 1\n\n');
      }
      expect([...RESPONSE_ALREADY_SENT.headers.keys()]).toEqual(['x-hono-already-sent']);
    } finally {
      await hub.close();
    }
  });
});
