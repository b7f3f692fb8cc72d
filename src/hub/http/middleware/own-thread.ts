import type { Context, MiddlewareHandler } from 'hono';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { findRun, type RunRow } from '../../db/runs.ts';
import { findThread } from '../../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';

/**
 * Lets nobody past who asks for a thread that is not theirs: to them there is no such thread. Everything
 * under `/threads/:thread` stands behind this. An agent's request waits where the database is away.
 */
export function ownThread(db: Database, { outlive }: Availability): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const id = context.req.param('thread') ?? '';
    const find = () => findThread(db, context.var.account.id, id);
    const thread = await (context.var.grant ? outlive(find) : find());
    if (!thread) throw notFound('thread', id);
    context.set('thread', thread);
    await next();
  };
}

/**
 * The run that the path names, of the thread that it names.
 * @throws ApiProblem (404)
 */
export async function namedRun(db: Database, context: Context<HubEnv>): Promise<RunRow> {
  const id = context.req.param('run') ?? '';
  const run = await findRun(db, context.var.thread.id, id);
  if (!run) throw notFound('run', id);
  return run;
}
