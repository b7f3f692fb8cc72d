import type { Context, MiddlewareHandler } from 'hono';
import { DATABASE_UNAVAILABLE } from '../../../protocol/api-error.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Availability } from '../../db/availability.ts';
import type { HubEnv } from '../hub-env.ts';
import { isStreamRequest, postpone } from '../limits/stream-cap.ts';

/** Time after which to try again, in seconds. A database server that restarts is available again within seconds. */
const RETRY_SECONDS = 2;

/**
 * Returns the answer to a request that needs the database while the database is unavailable. If the connection was
 * lost while the request was handled, the request may have taken effect: with an `Idempotency-Key`, it is safe to
 * send it again.
 */
export function databaseUnavailable(): ApiProblem {
  return new ApiProblem(
    503,
    'The server can’t reach its database at the moment. Try again in a few seconds.',
    {
      code: DATABASE_UNAVAILABLE,
      headers: { 'retry-after': String(RETRY_SECONDS) },
    },
  );
}

/**
 * Middleware that lets requests pass while the database is available. Requests of an agent's process wait until it is
 * available, so that the run continues.
 */
export function needsDatabase(availability: Availability): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { isAvailable } = availability;
    if (!isAvailable && !(context.var.grant && (await availability.untilAvailable())))
      throw databaseUnavailable();
    await next();
  };
}

/** Returns the answer to a request for a stream while the database is unavailable; null for any other request. */
export function postponeStream(context: Context<HubEnv>): Response | null {
  if (!isStreamRequest(context)) return null;
  return postpone(context, RETRY_SECONDS * 1000, 'the server cannot reach its database at the moment');
}
