import { Hono } from 'hono';
import type { Metrics } from '../../observability/metrics.ts';

/** `GET /metrics` returns the hub's metrics in Prometheus' text format. */
export function metricsRoutes({ metrics }: { metrics: Metrics }): Hono {
  return new Hono().get('/', async (context) => {
    const { contentType, body } = await metrics.exposition();
    return context.body(body, 200, { 'content-type': contentType, 'cache-control': 'no-store' });
  });
}
