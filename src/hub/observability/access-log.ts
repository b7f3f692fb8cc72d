import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { AccountRow } from '../db/accounts.ts';
import type { HubEnv } from '../http/hub-env.ts';
import { createAllowance } from '../limits/allowance.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { requestIdOf } from './request-id.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';

/** The query parameters whose values are logged. Others may contain secrets. */
const SHOWN_PARAMETERS = new Set([
  'after',
  'before',
  'format',
  LAST_EVENT_ID_PARAMETER,
  'limit',
  'order',
  'run_id',
]);

/** Refusals caused by the hub's configuration, or by clients without access. */
const LOGGED_STATUSES = new Set([403, 421, 429]);
const BUSY = 503;

/**
 * Number of refusals logged per address: a burst, then one per interval, in milliseconds. The limit keeps an attack
 * from filling the disk.
 */
const LOGGED_REFUSALS = { burst: 60, every: 1_000 };

/**
 * Logs one line per request when its response starts, and records its metrics. Ordinary use, including mistakes of clients,
 * is logged at `debug`, so that it does not fill the terminal at `info`.
 */
export function accessLog(logger: Logger, metrics: Metrics): MiddlewareHandler<HubEnv> {
  const loggedRefusals = createAllowance(LOGGED_REFUSALS);
  return async (context, next) => {
    const start = performance.now();
    await next();
    const duration = performance.now() - start;
    const { method, url } = context.req;
    const { status } = context.res;
    const { address } = context.var;
    metrics.httpRequest({ method, route: routePath(context), status, duration });

    const usualLevel = levelOf(method, status);
    const isRefusal = usualLevel === 'info' || status === BUSY;
    const level = isRefusal && loggedRefusals.spend(address) !== null ? 'debug' : usualLevel;
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
  const isRefusedToken = status === 401 && method !== 'GET'; // a page that asks for its account gets 401 as well
  return LOGGED_STATUSES.has(status) || isRefusedToken ? 'info' : 'debug';
}

/**
 * Returns the path and the shown parameters of a URL. They stay percent-encoded, because a decoded path may contain
 * line breaks.
 */
function loggedPath(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const shown = [...searchParams].filter(([name]) => SHOWN_PARAMETERS.has(name));
  return shown.length === 0 ? pathname : `${pathname}?${new URLSearchParams(shown).toString()}`;
}
