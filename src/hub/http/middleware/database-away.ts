import type { Context, MiddlewareHandler } from 'hono';
import { DATABASE_UNAVAILABLE } from '../../../protocol/api-error.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Availability } from '../../db/availability.ts';
import type { HubEnv } from '../hub-env.ts';
import { isStreamRequest, putOff } from '../limits/stream-cap.ts';

/** When to ask again: a server that is restarted is back within seconds. */
const RETRY_SECONDS = 2;

/**
 * The answer to a request that needs the database while that is away. Where the connection was lost in the midst of it, it
 * may have been done: an `Idempotency-Key` makes it safe to send it again.
 */
export function databaseIsAway(): ApiProblem {
  return new ApiProblem(
    503,
    'The server can’t reach its database at the moment. Try again in a few seconds.',
    {
      code: DATABASE_UNAVAILABLE,
      headers: { 'retry-after': String(RETRY_SECONDS) },
    },
  );
}

/** Lets requests past while the database is there. What drives a run waits for it, so that the run goes on. */
export function needsDatabase(availability: Availability): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { isThere } = availability;
    if (!isThere && !(context.var.grant && (await availability.untilThere()))) throw databaseIsAway();
    await next();
  };
}

/** The answer to a stream that is asked for while the database is away; null where none is asked for. */
export function putOffStream(context: Context<HubEnv>): Response | null {
  if (!isStreamRequest(context)) return null;
  return putOff(context, RETRY_SECONDS * 1000, 'the server cannot reach its database at the moment');
}
