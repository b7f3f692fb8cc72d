import { Hono } from 'hono';
import { stepQuerySchema } from '../../../protocol/step-query.ts';
import type { Database } from '../../db/database.ts';
import { listThreadSteps } from '../../runner/recording/list-steps.ts';
import type { HubEnv } from '../hub-env.ts';
import { validQuery } from '../validation/validate.ts';

/** `GET /threads/{thread}/steps` lists the steps of all runs of a thread that call tools. */
export function threadStepRoutes({ db }: { db: Database }): Hono<HubEnv> {
  return new Hono<HubEnv>().get('/', async (context) =>
    context.json(await listThreadSteps(db, context.var.thread.id, validQuery(context, stepQuerySchema))),
  );
}
