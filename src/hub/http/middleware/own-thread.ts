import type { Context, MiddlewareHandler } from 'hono';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { findRun, type RunRow } from '../../db/runs.ts';
import { findThread } from '../../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';

/**
 * Middleware for everything under `/threads/:thread`. If the thread is not the account's, the answer is 404, as if
 * it did not exist. Requests of an agent's process wait while the database is unavailable.
 */
export function ownThread(db: Database, { withRetry }: Availability): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const id = context.req.param('thread') ?? '';
    const find = () => findThread(db, context.var.account.id, id);
    const thread = await (context.var.grant ? withRetry(find) : find());
    if (!thread) throw notFound('thread', id);
    context.set('thread', thread);
    await next();
  };
}

/**
 * Returns the run in the path. It must belong to the thread in the path.
 * @throws RefusedError (`not_found`)
 */
export async function namedRun(db: Database, context: Context<HubEnv>): Promise<RunRow> {
  const id = context.req.param('run') ?? '';
  const run = await findRun(db, context.var.thread.id, id);
  if (!run) throw notFound('run', id);
  return run;
}
