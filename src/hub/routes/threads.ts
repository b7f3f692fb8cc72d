import { Hono, type Context } from 'hono';
import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import {
  forkInputSchema,
  subthreadInputSchema,
  threadInputSchema,
  threadQuerySchema,
  threadUpdateSchema,
  type ForkInput,
  type ThreadDeleted,
  type ThreadsDeleted,
} from '../../protocol/thread.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import { copyMessage, newMessage, allMessageRows, insertMessages, type MessageRow } from '../db/messages.ts';
import type { Database } from '../db/database.ts';
import { listThreads } from '../db/list-threads.ts';
import {
  allThreads,
  findThread,
  insertThread,
  newThread,
  toThread,
  updateThread,
  type ThreadRow,
} from '../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../runner/runner.ts';
import { includeSubthreads, validBody, validQuery } from '../requests/validated.ts';
import { clientHasLeft } from '../requests/client-has-left.ts';
import { makeOnce } from '../requests/repeatable.ts';
import { withGivenTitle, withRuleTitle } from '../titles/rule-title.ts';

interface ThreadRoutesDependencies {
  db: Database;
  runner: Runner;
  accountEvents: AccountEvents;
}

const listQuerySchema = threadQuerySchema.extend({ include_subthreads: includeSubthreads(false) });

/** `/threads`: make, list, search, and delete all of them. */
export function threadsRoutes({ db, runner, accountEvents }: ThreadRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const query = validQuery(context, listQuerySchema);
      const { signal } = context.req.raw;
      try {
        return context.json(await listThreads(db, context.var.account.id, query, signal));
      } catch (error) {
        if (signal.aborted) return clientHasLeft(context);
        throw error;
      }
    })
    .delete('/', async (context) => {
      const deleted = await runner.deleteThreads(await allThreads(db, context.var.account.id));
      return context.json<ThreadsDeleted>({ object: 'thread.list.deleted', deleted });
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
      const changed = metadata && withGivenTitle(thread.metadata, metadata);
      const updated = changed ? await updateThread(db, thread.id, changed) : thread;
      if (!updated) throw notFound('thread', thread.id);
      accountEvents.threadChanged(updated);
      return context.json(toThread(updated));
    })
    .delete('/', async (context) => {
      const { thread } = context.var;
      if ((await runner.deleteThreads([thread])) === 0) throw notFound('thread', thread.id);
      return context.json<ThreadDeleted>({ id: thread.id, object: 'thread.deleted', deleted: true });
    })
    .post('/fork', async (context) => {
      const { thread } = context.var;
      const input = await validBody(context, forkInputSchema);
      const rows = forked(await allMessageRows(db, thread.id), input);
      return context.json(await copyThread(context, forkMetadata(thread, input), null, rows));
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
  asked: ThreadRow,
  messages: MessageRow[],
) {
  const thread = withRuleTitle(asked, messages);
  const id = await makeOnce(db, context, thread.id, async (transaction) => {
    await insertThread(transaction, thread);
    await insertMessages(transaction, messages);
  });
  const made = id === thread.id ? thread : await findThread(db, thread.accountId, id);
  if (!made) throw notFound('thread', id);
  accountEvents.threadChanged(made);
  return toThread(made);
}

/** The messages that a fork has: those up to the one that it ends with, or those before the one that it replaces. */
function forked(
  messages: MessageRow[],
  { up_to_message_id: last, before_message_id: next }: ForkInput,
): MessageRow[] {
  const id = last ?? next;
  if (!id) return messages;
  const at = messages.findIndex((message) => message.id === id);
  if (at < 0) {
    const param = last ? 'up_to_message_id' : 'before_message_id';
    throw new ApiProblem(400, `This thread has no message '${id}'.`, { param });
  }
  return messages.slice(0, last ? at + 1 : at);
}

/**
 * What a fork is of and where it begins is its own to say: a fork of a fork does not inherit it. Nor does one that
 * brings its title inherit whose the other was.
 */
function forkMetadata(thread: ThreadRow, { metadata: own }: ForkInput): Metadata {
  const { forked_from: _from, forked_at: _at, ...copied } = thread.metadata;
  if (own?.['topic'] !== undefined) delete copied['topic_by'];
  const metadata = metadataSchema.safeParse({ ...copied, ...own });
  if (metadata.success) return metadata.data;
  throw new ApiProblem(
    400,
    `With the metadata of the thread that is forked these are too many: ${metadata.error.issues[0]?.message}.`,
    { param: 'metadata' },
  );
}
