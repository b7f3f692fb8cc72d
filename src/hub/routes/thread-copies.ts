import { Hono, type Context } from 'hono';
import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import { forkInputSchema, subthreadInputSchema, type ForkInput, type Thread } from '../../protocol/thread.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { beginCopy } from '../db/hidden-threads.ts';
import {
  firstMessage,
  insertMessages,
  messagePositions,
  messagesUpTo,
  newMessage,
  type MessageRow,
  type SomeMessages,
} from '../db/messages.ts';
import { shareFiles } from '../db/thread-files.ts';
import { asVersionOf, findThread, newThread, toThread, type ThreadRow } from '../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import { clientHasLeft } from '../requests/client-has-left.ts';
import { makeOnce } from '../requests/repeatable.ts';
import { validBody } from '../requests/validated.ts';
import { createLimiter } from '../security/limiter.ts';
import { withRuleTitle } from '../titles/rule-title.ts';

/** How many copies of an account are made at once. */
const COPIES_AT_ONCE = 4;
/** When to ask again for one more, in seconds. */
const RETRY = 2;

interface ThreadCopyRoutesDependencies {
  db: Database;
  accountEvents: AccountEvents;
  report: (problem: string, error: unknown) => void;
}

/** A thread that is made with messages of another one. */
interface Copy {
  row: ThreadRow;
  copied: SomeMessages;
  /** Messages of its own, after those. */
  added?: MessageRow[];
  /** What it is once so many messages have been copied. */
  asVersion?: (kept: number) => ThreadRow;
}

/** `/threads/{thread}/fork` and `/subthread`: copies of it, and children. */
export function threadCopyRoutes({ db, accountEvents, report }: ThreadCopyRoutesDependencies): Hono<HubEnv> {
  const copies = createLimiter({ perAccount: COPIES_AT_ONCE, perAddress: Infinity });

  return new Hono<HubEnv>()
    .post('/fork', async (context) => {
      const { thread } = context.var;
      const input = await validBody(context, forkInputSchema);
      const row = newThread(thread.accountId, forkMetadata(thread, input));
      const copied = await forked(db, thread.id, input);
      const asVersion = (kept: number) => asVersionOf(thread, row, kept);
      return answer(context, { row, copied, ...(input.as_version && { asVersion }) });
    })
    .post('/subthread', async (context) => {
      const { thread } = context.var;
      const input = await validBody(context, subthreadInputSchema);
      const metadata = input.metadata ?? thread.metadata;
      // A child of a child would be nobody's: messages are listed, and threads deleted, one level down.
      const row = newThread(thread.accountId, metadata, thread.parentId ?? thread.id);
      const positions = await messagePositions(db, thread.id, input.messages_to_copy ?? []);
      const missing = input.messages_to_copy?.find((id) => !positions.has(id));
      if (missing !== undefined) throw notFound('message', missing);
      const added = (input.new_messages ?? []).map((message) => newMessage(row.id, message));
      return answer(context, {
        row,
        copied: { threadId: thread.id, positions: [...positions.values()] },
        added,
      });
    });

  async function answer(context: Context<HubEnv>, copy: Copy): Promise<Response> {
    const release = copies.acquire(copy.row.accountId, context.var.address);
    if (!release) throw tooManyCopies();
    try {
      return context.json(await make(context, copy));
    } catch (error) {
      if (context.req.raw.signal.aborted) return clientHasLeft(context);
      throw error;
    } finally {
      release();
    }
  }

  async function make(
    context: Context<HubEnv>,
    { row, copied, added = [], asVersion }: Copy,
  ): Promise<Thread> {
    const hidden = await beginCopy(db, row);
    let id: string | null = null;
    try {
      const kept = await hidden.copy(copied, context.req.raw.signal);
      if (!(await findThread(db, row.accountId, copied.threadId))) throw notFound('thread', copied.threadId);
      const made = await withTitle(asVersion?.(kept) ?? row);
      id = await makeOnce(db, context, row.id, async (transaction) => {
        await hidden.show(transaction, made);
        if ('upTo' in copied) await shareFiles(transaction, copied, row.id);
        await insertMessages(transaction, added);
      });
    } finally {
      if (id !== row.id)
        await hidden.discard().catch((error: unknown) => report('A copy could not be discarded', error));
    }
    const made = await findThread(db, row.accountId, id);
    if (!made) throw notFound('thread', id);
    accountEvents.threadChanged(made);
    return toThread(made);
  }

  /** A copy of a thread that has a title has the same. */
  async function withTitle(row: ThreadRow): Promise<ThreadRow> {
    if (row.metadata['topic'] || row.parentId !== null) return row;
    const said = await firstMessage(db, row.id, 'user');
    return said ? withRuleTitle(row, [said]) : row;
  }
}

/** The messages that a fork has: those up to the one that it ends with, or those before the one that it replaces. */
async function forked(
  db: Database,
  threadId: string,
  { up_to_message_id: last, before_message_id: next }: ForkInput,
): Promise<SomeMessages> {
  const id = last ?? next;
  if (!id) return messagesUpTo(db, threadId);
  const position = (await messagePositions(db, threadId, [id])).get(id);
  if (position !== undefined) return { threadId, upTo: last ? position : position - 1 };
  const param = last ? 'up_to_message_id' : 'before_message_id';
  throw new ApiProblem(400, `This thread has no message '${id}'.`, { param });
}

/** A fork that brings its title does not inherit who gave the other. */
function forkMetadata(thread: ThreadRow, { metadata: own }: ForkInput): Metadata {
  const copied = { ...thread.metadata };
  if (own?.['topic'] !== undefined) delete copied['topic_by'];
  const metadata = metadataSchema.safeParse({ ...copied, ...own });
  if (metadata.success) return metadata.data;
  throw new ApiProblem(
    400,
    `With the metadata of the thread that is forked these are too many: ${metadata.error.issues[0]?.message}.`,
    { param: 'metadata' },
  );
}

function tooManyCopies(): ApiProblem {
  return new ApiProblem(
    429,
    `${COPIES_AT_ONCE} copies of this account are being made, and there can be no more at once: wait until one is done.`,
    { code: 'too_many_copies', headers: { 'retry-after': String(RETRY) } },
  );
}
