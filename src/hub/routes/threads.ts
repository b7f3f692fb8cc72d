import { Hono, type Context } from 'hono';
import type { Metadata } from '../../protocol/metadata.ts';
import { pageQuerySchema } from '../../protocol/page.ts';
import {
  forkInputSchema,
  subthreadInputSchema,
  threadInputSchema,
  threadUpdateSchema,
  type ThreadDeleted,
} from '../../protocol/thread.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import { copyMessage, newMessage, allMessageRows, insertMessages, type MessageRow } from '../db/messages.ts';
import type { Database } from '../db/database.ts';
import {
  findThread,
  insertThread,
  listThreads,
  newThread,
  toThread,
  updateThread,
  type ThreadRow,
} from '../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../runner/runner.ts';
import { includeSubthreads, validBody, validQuery } from '../requests/validated.ts';
import { makeOnce } from '../requests/repeatable.ts';

interface ThreadRoutesDependencies {
  db: Database;
  runner: Runner;
  accountEvents: AccountEvents;
}

const listQuerySchema = pageQuerySchema.extend({ include_subthreads: includeSubthreads(false) });

/** `/threads`: make and list. */
export function threadsRoutes({ db, accountEvents }: ThreadRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const query = validQuery(context, listQuerySchema);
      return context.json(await listThreads(db, context.var.account.id, query));
    })
    .post('/', async (context) => {
      const { metadata, messages } = await validBody(context, threadInputSchema);
      const thread = newThread(context.var.account.id, metadata);
      const rows = messages.map((message) => newMessage(thread.id, message));
      return context.json(await addThread(db, accountEvents, context, thread, rows));
    });
}

/** `/threads/{thread}`: read, change, delete, copy, and make children. */
export function threadRoutes({ db, runner, accountEvents }: ThreadRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', (context) => context.json(toThread(context.var.thread)))
    .post('/', async (context) => {
      const { thread } = context.var;
      const { metadata } = await validBody(context, threadUpdateSchema);
      const updated = metadata ? await updateThread(db, thread.id, metadata) : thread;
      if (!updated) throw notFound('thread', thread.id);
      accountEvents.threadChanged(updated);
      return context.json(toThread(updated));
    })
    .delete('/', async (context) => {
      const { thread } = context.var;
      if (!(await runner.deleteThread(thread))) throw notFound('thread', thread.id);
      accountEvents.threadDeleted(thread);
      return context.json<ThreadDeleted>({ id: thread.id, object: 'thread.deleted', deleted: true });
    })
    .post('/fork', async (context) => {
      const { thread } = context.var;
      const { up_to_message_id: last } = await validBody(context, forkInputSchema);
      const rows = upTo(await allMessageRows(db, thread.id), last ?? null);
      return context.json(await copyThread(context, thread.metadata, null, rows));
    })
    .post('/subthread', async (context) => {
      const { thread } = context.var;
      const input = await validBody(context, subthreadInputSchema);
      const asked = new Set(input.messages_to_copy);
      const copied = (await allMessageRows(db, thread.id)).filter(({ id }) => asked.delete(id));
      for (const id of asked) throw notFound('message', id);
      const added = (input.new_messages ?? []).map((message) => newMessage(thread.id, message));
      const metadata = input.metadata ?? thread.metadata;
      // A child of a child would be nobody's: messages are listed, and threads deleted, one level down.
      const parentId = thread.parentId ?? thread.id;
      return context.json(await copyThread(context, metadata, parentId, [...copied, ...added]));
    });

  function copyThread(
    context: Context<HubEnv>,
    metadata: Metadata,
    parentId: string | null,
    messages: MessageRow[],
  ) {
    const thread = newThread(context.var.account.id, metadata, parentId);
    const rows = messages.map((message) => copyMessage(message, thread.id));
    return addThread(db, accountEvents, context, thread, rows);
  }
}

async function addThread(
  db: Database,
  accountEvents: AccountEvents,
  context: Context<HubEnv>,
  thread: ThreadRow,
  messages: MessageRow[],
) {
  const id = await makeOnce(db, context, thread.id, async (transaction) => {
    await insertThread(transaction, thread);
    await insertMessages(transaction, messages);
  });
  const made = id === thread.id ? thread : await findThread(db, thread.accountId, id);
  if (!made) throw notFound('thread', id);
  accountEvents.threadChanged(made);
  return toThread(made);
}

function upTo(messages: MessageRow[], last: string | null): MessageRow[] {
  if (last === null) return messages;
  const at = messages.findIndex(({ id }) => id === last);
  if (at < 0) {
    throw new ApiProblem(400, `This thread has no message '${last}'.`, { param: 'up_to_message_id' });
  }
  return messages.slice(0, at + 1);
}
