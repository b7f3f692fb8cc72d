import { Hono } from 'hono';
import { z } from 'zod';
import { messageInputSchema } from '../../protocol/message.ts';
import { pageQuerySchema } from '../../protocol/page.ts';
import { notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { findMessage, insertMessage, listMessages } from '../db/messages.ts';
import { existingThread } from './threads.ts';
import { validBody, validQuery } from './validated.ts';

const querySchema = pageQuerySchema.extend({ run_id: z.string().optional() });

/** `/threads/{thread}/messages`: add, list and read. */
export function messageRoutes({ db }: { db: Database }): Hono {
  return new Hono()
    .get('/threads/:thread/messages', async (context) => {
      const thread = await existingThread(db, context.req.param('thread'));
      return context.json(await listMessages(db, thread.id, validQuery(context, querySchema)));
    })
    .post('/threads/:thread/messages', async (context) => {
      const thread = await existingThread(db, context.req.param('thread'));
      return context.json(await insertMessage(db, thread.id, await validBody(context, messageInputSchema)));
    })
    .get('/threads/:thread/messages/:message', async (context) => {
      const { thread, message: id } = context.req.param();
      const message = await findMessage(db, thread, id);
      if (!message) throw notFound('message', id);
      return context.json(message);
    });
}
