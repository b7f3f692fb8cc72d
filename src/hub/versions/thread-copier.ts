import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import type { ForkInput } from '../../protocol/thread-input.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { notFound, RefusedError } from '../errors/refused-error.ts';
import type { Database } from '../db/database.ts';
import { beginCopy } from '../db/hidden-threads.ts';
import {
  firstMessage,
  insertMessages,
  messagePositions,
  messagesUpTo,
  type MessageRow,
  type SomeMessages,
} from '../db/messages.ts';
import { shareFiles } from '../db/thread-files.ts';
import { asVersionOf, findThread, newThread, type ThreadRow } from '../db/threads.ts';
import { createLimiter } from '../limits/limiter.ts';
import { withRuleTitle } from '../titles/title-origin.ts';

/** Maximum number of copies that an account makes at once. */
const COPIES_AT_ONCE = 4;
/** Value of `retry-after`, in seconds. */
const RETRY = 2;

/** A new thread with messages of another one. */
export interface Copy {
  row: ThreadRow;
  copied: SomeMessages;
  /** Further messages after the copied ones. */
  added?: MessageRow[];
  /** Returns the row of the copy as a version, given the number of copied messages. */
  asVersion?: (kept: number) => ThreadRow;
}

export interface CopyRequest {
  signal: AbortSignal;
  /**
   * Publishes the copy in a transaction. Returns the id of the published thread. For a repeated request, this is the
   * thread of the first request.
   */
  once(id: string, show: (transaction: Database) => Promise<void>): Promise<string>;
}

/** Makes copies of threads: forks, versions and children. */
export interface ThreadCopier {
  /**
   * @returns the copy
   * @throws RefusedError if its account makes too many copies at once (`too_many`), or the thread was deleted meanwhile
   * (`not_found`)
   */
  make(copy: Copy, request: CopyRequest): Promise<ThreadRow>;
}

interface ThreadCopierDependencies {
  db: Database;
  accountEvents: AccountEvents;
  report: (problem: string, error: unknown) => void;
}

export function createThreadCopier({ db, accountEvents, report }: ThreadCopierDependencies): ThreadCopier {
  const copies = createLimiter({ perAccount: COPIES_AT_ONCE, perAddress: Infinity });

  async function makeHidden(
    { row, copied, added = [], asVersion }: Copy,
    { signal, once }: CopyRequest,
  ): Promise<ThreadRow> {
    const hidden = await beginCopy(db, row);
    let id: string | null = null;
    try {
      const kept = await hidden.copy(copied, signal);
      if (!(await findThread(db, row.accountId, copied.threadId))) throw notFound('thread', copied.threadId);
      const made = await withTitle(asVersion?.(kept) ?? row);
      id = await once(row.id, async (transaction) => {
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
    return made;
  }

  /**
   * Returns the row with a title. An existing title is kept; otherwise, a title is derived from the first user
   * message.
   */
  async function withTitle(row: ThreadRow): Promise<ThreadRow> {
    if (row.metadata['topic'] || row.parentId !== null) return row;
    const message = await firstMessage(db, row.id, 'user');
    return message ? withRuleTitle(row, [message]) : row;
  }

  return {
    async make(copy, request) {
      const { accountId } = copy.row;
      const release = copies.acquire(accountId, accountId);
      if (!release) throw tooManyCopies();
      try {
        return await makeHidden(copy, request);
      } finally {
        release();
      }
    },
  };
}

/** Returns the copy that forks a thread. */
export async function forkOf(db: Database, thread: ThreadRow, input: ForkInput): Promise<Copy> {
  const row = newThread(thread.accountId, forkMetadata(thread, input));
  const copied = await messagesOfFork(db, thread.id, input);
  const asVersion = (kept: number) => asVersionOf(thread, row, kept);
  return { row, copied, ...(input.as_version && { asVersion }) };
}

/**
 * Creates the row of a new child of a thread, without messages. A child of a child becomes its sibling, because
 * threads are only listed and deleted one level deep.
 */
export function newChildOf(thread: ThreadRow, metadata: Metadata | null | undefined): ThreadRow {
  return newThread(thread.accountId, metadata ?? thread.metadata, thread.parentId ?? thread.id);
}

/**
 * Returns the selection of a fork's messages: those up to its last message, or those before the message that it
 * replaces.
 */
async function messagesOfFork(
  db: Database,
  threadId: string,
  { up_to_message_id: last, before_message_id: next }: ForkInput,
): Promise<SomeMessages> {
  const id = last ?? next;
  if (!id) return messagesUpTo(db, threadId);
  const position = (await messagePositions(db, threadId, [id])).get(id);
  if (position !== undefined) return { threadId, upTo: last ? position : position - 1 };
  const param = last ? 'up_to_message_id' : 'before_message_id';
  throw new RefusedError('invalid', `This thread has no message '${id}'.`, { param });
}

/** Returns the metadata of a fork. If the fork has a title of its own, `topic_by` is not copied from the original. */
function forkMetadata(thread: ThreadRow, { metadata: own }: ForkInput): Metadata {
  const copied = { ...thread.metadata };
  if (own?.['topic'] !== undefined) delete copied['topic_by'];
  const metadata = metadataSchema.safeParse({ ...copied, ...own });
  if (metadata.success) return metadata.data;
  throw new RefusedError(
    'invalid',
    `Together with the metadata of the original thread, this is too much: ${metadata.error.issues[0]?.message}.`,
    { param: 'metadata' },
  );
}

function tooManyCopies(): RefusedError {
  return new RefusedError(
    'too_many',
    `${COPIES_AT_ONCE} copies are already being made for this account, which is the limit. Try again when one is done.`,
    { code: 'too_many_copies', retryAfter: RETRY },
  );
}
