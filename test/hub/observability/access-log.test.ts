import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../src/hub/http/api-problem.ts';
import type { HubEnv } from '../../../src/hub/http/hub-env.ts';
import { accessLog } from '../../../src/hub/observability/access-log.ts';
import type { LogLevel } from '../../../src/hub/observability/logger.ts';
import { createMetrics } from '../../../src/hub/observability/metrics.ts';
import { requestIds } from '../../../src/hub/observability/request-id.ts';
import { securityHeaders } from '../../../src/hub/http/security/security-headers.ts';
import { recordedLogger } from './log-lines.ts';

function loggedApp(level: LogLevel) {
  const { logger, entries } = recordedLogger(level);
  const metrics = createMetrics();
  const threads = new Hono<HubEnv>()
    .get('/threads/:thread', (context) => context.json({}))
    .all('/status/:status{\\d+}', (context) => {
      throw new ApiProblem(Number(context.req.param('status')) as 403, 'No.');
    })
    .post('/break', () => {
      throw new Error('broken');
    });
  const app = new Hono<HubEnv>();
  app.use(securityHeaders(), requestIds(), accessLog(logger, metrics));
  app.use(async (context, next) => {
    context.set('account', { id: 'account_ana', name: 'ana' });
    context.set('address', context.req.header('x-address') ?? '203.0.113.7');
    await next();
  });
  app.route('/v1', threads);
  app.all('/v1/*', (context) => context.notFound());
  app.onError((error, context) => context.json({}, error instanceof ApiProblem ? error.status : 500));
  return { app, entries, metrics };
}

describe('the access log', () => {
  it('tells who asked for what, and how it went', async () => {
    const { app, entries } = loggedApp('debug');
    const { headers } = await app.request('/v1/threads/thread_1');
    expect(entries).toMatchObject([
      {
        level: 'debug',
        message: 'GET /v1/threads/thread_1 200',
        method: 'GET',
        path: '/v1/threads/thread_1',
        status: 200,
        duration_ms: expect.any(Number),
        account: 'account_ana',
        request_id: headers.get('x-request-id'),
      },
    ]);
  });

  it('says nothing of ordinary use at the level info', async () => {
    const { app, entries } = loggedApp('info');
    await app.request('/v1/threads/thread_1');
    for (const status of [400, 404, 409]) await app.request(`/v1/status/${status}`);
    await app.request('/v1/status/401'); // a page that asks who it is
    expect(entries).toEqual([]);
  });

  it.each([403, 421, 429])('tells the operator of a refusal at the level info: %i', async (status) => {
    const { app, entries } = loggedApp('info');
    await app.request(`/v1/status/${status}`);
    expect(entries).toMatchObject([{ level: 'info', status }]);
  });

  it.each([429, 503])(
    'tells so many refusals of one address at once, and where it is: %i',
    async (status) => {
      const { app, entries } = loggedApp('info');
      for (let time = 0; time < 200; time++) await app.request(`/v1/status/${status}`);
      expect(entries.length).toBeLessThan(80);
      expect(entries[0]).toMatchObject({ address: '203.0.113.7' });
      await app.request(`/v1/status/${status}`, { headers: { 'x-address': '203.0.113.8' } });
      expect(entries.at(-1)).toMatchObject({ address: '203.0.113.8' });
    },
  );

  it('tells the operator of a token that is wrong', async () => {
    const { app, entries } = loggedApp('info');
    await app.request('/v1/status/401', { method: 'POST' });
    expect(entries).toMatchObject([{ level: 'info', status: 401 }]);
  });

  it('warns of what the hub failed at', async () => {
    const { app, entries } = loggedApp('info');
    await app.request('/v1/break', { method: 'POST' });
    expect(entries).toMatchObject([{ level: 'warn', message: 'POST /v1/break 500' }]);
  });

  it('tells no secret of a request', async () => {
    const { app, entries } = loggedApp('debug');
    await app.request('/v1/threads/thread_1?token=hunter2&last_event_id=1-7&x=hunter2', {
      headers: { authorization: 'Bearer hunter2', cookie: 'session=hunter2' },
    });
    expect(entries).toMatchObject([{ path: '/v1/threads/thread_1?last_event_id=1-7' }]);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
  });

  it('keeps a path in its line', async () => {
    const { app, entries } = loggedApp('debug');
    await app.request('/v1/threads/x%0AINFO:%20all%20is%20well');
    expect(entries[0]?.['message']).toBe('GET /v1/threads/x%0AINFO:%20all%20is%20well 200');
  });
});

describe('the id of a request', () => {
  const idOf = async (given?: string) => {
    const { app, entries } = loggedApp('debug');
    const { headers } = await app.request(
      '/v1/status/404',
      given ? { headers: { 'x-request-id': given } } : {},
    );
    expect(entries[0]?.['request_id']).toBe(headers.get('x-request-id'));
    return headers.get('x-request-id');
  };

  it('is made by the hub, and another for each', async () => {
    expect(await idOf()).toMatch(/^[\da-f-]{36}$/);
    expect(await idOf()).not.toBe(await idOf());
  });

  it.each(['req_01HZX-7.a:b=', 'x'.repeat(64)])('is what the client says: %s', async (given) => {
    expect(await idOf(given)).toBe(given);
  });

  it.each(['x'.repeat(65), 'a b', '{"level":"fatal"}', 'é'])(
    'is not whatever the client says: %s',
    async (given) => {
      expect(await idOf(given)).toMatch(/^[\da-f-]{36}$/);
    },
  );
});

describe('the metrics of requests', () => {
  it('go by the pattern of the route, never by the path', async () => {
    const { app, metrics } = loggedApp('silent');
    for (const id of ['thread_1', 'thread_2']) await app.request(`/v1/threads/${id}`);
    await app.request('/v1/status/429', { method: 'POST' });
    await app.request('/v1/status/404', { method: 'BREW' });
    await app.request('/v1/nowhere/at/all');
    await app.request('/elsewhere');
    const { body } = await metrics.exposition();
    const lines = body.split('\n').filter((line) => line.startsWith('symposium_http_requests_total{'));
    expect(lines).toEqual([
      'symposium_http_requests_total{method="GET",route="/v1/threads/:thread",status="200"} 2',
      'symposium_http_requests_total{method="POST",route="/v1/status/:status{\\\\d+}",status="429"} 1',
      'symposium_http_requests_total{method="OTHER",route="/v1/status/:status{\\\\d+}",status="404"} 1',
      'symposium_http_requests_total{method="GET",route="/v1/*",status="404"} 1',
      'symposium_http_requests_total{method="GET",route="/*",status="404"} 1',
    ]);
    expect(body).toContain(
      'symposium_http_request_duration_seconds_count{method="GET",route="/v1/threads/:thread"} 2',
    );
  });
});
