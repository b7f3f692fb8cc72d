import { Hono, type Context } from 'hono';
import type { ThreadDeleted, ThreadsDeleted, VersionList } from '../../../protocol/thread.ts';
import {
  threadInputSchema,
  threadQuerySchema,
  threadUpdateSchema,
  versionsQuerySchema,
} from '../../../protocol/thread-input.ts';
import { queryFlag } from '../../../protocol/query-flag.ts';
import type { AccountEvents } from '../../accounts/account-events.ts';
import { notFound } from '../../errors/refused-error.ts';
import { newMessage, insertMessages, type MessageRow } from '../../db/messages.ts';
import type { Database } from '../../db/database.ts';
import { listThreads } from '../../db/list-threads.ts';
import {
  allThreads,
  findThread,
  insertThread,
  newThread,
  setTitle,
  toThread,
  updateThread,
  type ThreadRow,
} from '../../db/threads.ts';
import { allVersions, messageVersions } from '../../db/versions.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../../runner/runner.ts';
import { validBody, validQuery } from '../validation/validate.ts';
import { clientLeft } from '../client-left.ts';
import { createOnce } from '../validation/idempotency.ts';
import { createSearchQueue } from '../../search/search-queue.ts';
import { withGivenTitle, withRuleTitle } from '../../titles/title-origin.ts';

interface ThreadRoutesDependencies {
  db: Database;
  runner: Runner;
  accountEvents: AccountEvents;
}

/** The query of `GET /threads`. */
export const threadListQuerySchema = threadQuerySchema.extend({
  include_subthreads: queryFlag(false),
});

/** Page size for the first clients of this protocol, which read only the first page. */
const UNPAGED_LIMIT = 400;

/** `/threads` creates, lists and searches threads, and deletes all of them. */
export function threadsRoutes({ db, runner, accountEvents }: ThreadRoutesDependencies): Hono<HubEnv> {
  const searches = createSearchQueue();
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const isBareList = context.req.query('include_subthreads') === 'false';
      const given = validQuery(context, threadListQuerySchema);
      const query =
        isBareList && context.req.query('limit') === undefined ? { ...given, limit: UNPAGED_LIMIT } : given;
      const { signal } = context.req.raw;
      const { id } = context.var.account;
      const list = () => listThreads(db, id, query, signal);
      try {
        const page = await (query.search.length > 0 ? searches.run(id, signal, list) : list());
        return context.json(isBareList ? page.data : page); // NEAR AI's hub answered its page with a bare list
      } catch (error) {
        if (signal.aborted) return clientLeft(context);
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

/** `/threads/{thread}` reads, changes and deletes a thread. */
export function threadRoutes({ db, runner, accountEvents }: ThreadRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', (context) => context.json(toThread(context.var.thread)))
    .post('/', async (context) => {
      const { thread } = context.var;
      const { versions } = validQuery(context, versionsQuerySchema);
      const { metadata } = await validBody(context, threadUpdateSchema);
      const changed = metadata && withGivenTitle(thread.metadata, metadata);
      const updated = changed ? await updateThread(db, thread.id, changed) : thread;
      if (!updated) throw notFound('thread', thread.id);
      accountEvents.threadChanged(updated);
      if (changed && versions === 'all') await titleVersions(updated);
      return context.json(toThread(updated));
    })
    .delete('/', async (context) => {
      const { thread } = context.var;
      const { versions } = validQuery(context, versionsQuerySchema);
      const deleted = versions === 'all' ? await allVersions(db, thread) : [thread];
      if ((await runner.deleteThreads(deleted)) === 0) throw notFound('thread', thread.id);
      return context.json<ThreadDeleted>({ id: thread.id, object: 'thread.deleted', deleted: true });
    })
    .get('/versions', async (context) => {
      const data = await messageVersions(db, context.var.thread);
      return context.json<VersionList>({ object: 'list', data });
    });

  /**
   * Gives the other versions the title of this version. They are changed one after the other, as in all code that
   * changes several threads.
   */
  async function titleVersions({ id, conversationId, metadata }: ThreadRow): Promise<void> {
    const { topic = '', topic_by = 'person' } = metadata;
    for (const version of await allVersions(db, { conversationId })) {
      if (version.id === id) continue;
      const titled = await setTitle(db, version.id, { topic, topic_by });
      if (titled) accountEvents.threadChanged(titled);
    }
  }
}

async function addThread(
  db: Database,
  accountEvents: AccountEvents,
  context: Context<HubEnv>,
  untitled: ThreadRow,
  messages: MessageRow[],
) {
  const thread = withRuleTitle(untitled, messages);
  const id = await createOnce(db, context, thread.id, async (transaction) => {
    await insertThread(transaction, thread);
    await insertMessages(transaction, messages);
  });
  const made = id === thread.id ? thread : await findThread(db, thread.accountId, id);
  if (!made) throw notFound('thread', id);
  accountEvents.threadChanged(made);
  return toThread(made);
}
