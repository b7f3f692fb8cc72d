import { Hono } from 'hono';
import { pageQuerySchema } from '../../protocol/page.ts';
import { runInputSchema } from '../../protocol/run.ts';
import { notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { findRun, listRuns, toRun } from '../db/runs.ts';
import type { Runner } from '../runner/runner.ts';
import { existingThread } from './threads.ts';
import { validBody, validQuery } from './validated.ts';

/** `/threads/{thread}/runs`: start, list, read and cancel. */
export function runRoutes({ db, runner }: { db: Database; runner: Runner }): Hono {
  return new Hono()
    .get('/threads/:thread/runs', async (context) => {
      const thread = await existingThread(db, context.req.param('thread'));
      return context.json(await listRuns(db, thread.id, validQuery(context, pageQuerySchema)));
    })
    .post('/threads/:thread/runs', async (context) => {
      const thread = await existingThread(db, context.req.param('thread'));
      return context.json(await runner.start(thread.id, await validBody(context, runInputSchema)));
    })
    .get('/threads/:thread/runs/:run', async (context) => {
      const { thread, run: id } = context.req.param();
      const run = await findRun(db, thread, id);
      if (!run) throw notFound('run', id);
      return context.json(toRun(run));
    })
    .post('/threads/:thread/runs/:run/cancel', async (context) => {
      const { thread, run: id } = context.req.param();
      const run = await runner.cancel(thread, id);
      if (!run) throw notFound('run', id);
      return context.json(run);
    });
}
