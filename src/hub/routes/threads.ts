import { Hono } from 'hono';
import { pageQuerySchema } from '../../protocol/page.ts';
import { threadInputSchema, threadUpdateSchema, type ThreadDeleted } from '../../protocol/thread.ts';
import { notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { insertMessage } from '../db/messages.ts';
import { findThread, insertThread, listThreads, updateThread } from '../db/threads.ts';
import type { Runner } from '../runner/runner.ts';
import { validBody, validQuery } from './validated.ts';

/** `/threads`: make, list, read, change and delete. */
export function threadRoutes({ db, runner }: { db: Database; runner: Runner }): Hono {
  return new Hono()
    .get('/', async (context) => context.json(await listThreads(db, validQuery(context, pageQuerySchema))))
    .post('/', async (context) => {
      const { metadata, messages } = await validBody(context, threadInputSchema);
      const thread = await db.transaction(async (transaction) => {
        const made = await insertThread(transaction, metadata);
        for (const message of messages) await insertMessage(transaction, made.id, message);
        return made;
      });
      return context.json(thread);
    })
    .get('/:thread', async (context) => context.json(await existingThread(db, context.req.param('thread'))))
    .post('/:thread', async (context) => {
      const id = context.req.param('thread');
      await existingThread(db, id);
      const { metadata } = await validBody(context, threadUpdateSchema);
      const thread = await updateThread(db, id, metadata);
      if (!thread) throw notFound('thread', id);
      return context.json(thread);
    })
    .delete('/:thread', async (context) => {
      const id = context.req.param('thread');
      if (!(await runner.deleteThread(id))) throw notFound('thread', id);
      return context.json<ThreadDeleted>({ id, object: 'thread.deleted', deleted: true });
    });
}

/**
 * The thread of that id.
 * @throws ApiProblem (404)
 */
export async function existingThread(db: Database, id: string) {
  const thread = await findThread(db, id);
  if (!thread) throw notFound('thread', id);
  return thread;
}
