import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { AccountRow } from '../db/accounts.ts';
import type { HubEnv } from '../http/hub-env.ts';
import { createAllowance } from '../http/security/allowance.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { requestIdOf } from './request-id.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';

/** The parameters whose values are logged. Any other may hold a secret. */
const SHOWN_PARAMETERS = new Set([
  'after',
  'before',
  'format',
  LAST_EVENT_ID_PARAMETER,
  'limit',
  'order',
  'run_id',
]);

/** Refusals that come from how the hub is set up, or from someone who should not be there. */
const TELLING_STATUSES = new Set([403, 421, 429]);
const BUSY = 503;

/** How many refusals of one address are told at once, and after how many milliseconds one more: an attack fills no disk. */
const TOLD_REFUSALS = { burst: 60, every: 1_000 };

/**
 * One line per request, once its answer begins, and its metrics. Ordinary use is told at `debug`, the client's
 * mistakes included, so that nobody's terminal fills up at `info`.
 */
export function accessLog(logger: Logger, metrics: Metrics): MiddlewareHandler<HubEnv> {
  const told = createAllowance(TOLD_REFUSALS);
  return async (context, next) => {
    const start = performance.now();
    await next();
    const duration = performance.now() - start;
    const { method, url } = context.req;
    const { status } = context.res;
    const { address } = context.var;
    metrics.httpRequest({ method, route: routePath(context), status, duration });

    const asTold = levelOf(method, status);
    const isRefusal = asTold === 'info' || status === BUSY;
    const level = isRefusal && told.spend(address) !== null ? 'debug' : asTold;
    if (!logger.isLevelEnabled(level)) return;
    const path = loggedPath(url);
    const account: AccountRow | undefined = context.var.account;
    const entry = {
      method,
      path,
      status,
      duration_ms: Math.round(duration * 10) / 10,
      account: account?.id,
      ...(isRefusal && { address }),
      request_id: requestIdOf(context),
    };
    logger[level](entry, `${method} ${path} ${status}`);
  };
}

function levelOf(method: string, status: number): 'debug' | 'info' | 'warn' {
  if (status >= 500) return 'warn';
  const isRefusedToken = status === 401 && method !== 'GET'; // a page that asks who it is gets 401 as well
  return TELLING_STATUSES.has(status) || isRefusedToken ? 'info' : 'debug';
}

/** Encoded as it came, for a decoded path may hold line breaks. */
function loggedPath(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const shown = [...searchParams].filter(([name]) => SHOWN_PARAMETERS.has(name));
  return shown.length === 0 ? pathname : `${pathname}?${new URLSearchParams(shown).toString()}`;
}
