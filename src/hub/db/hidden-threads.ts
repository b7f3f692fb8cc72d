import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { ensureAccount, HIDDEN } from './accounts.ts';
import type { Database } from './database.ts';
import { placesInBatches } from './message-places.ts';
import { isAmong, type SomeMessages } from './messages.ts';
import { messages, NEXT_ACTIVITY, threads } from './schema.ts';
import { insertThread, type ThreadRow } from './threads.ts';

/**
 * Maximum size of the messages that are copied or deleted at once, in bytes of JSON. The embedded database blocks the
 * hub during that time.
 */
const BYTES_AT_ONCE = 1_000_000;

/** A hidden thread into which messages are copied. */
export interface HiddenCopy {
  /** Copies messages in their order, inside the database. Returns the number of copied messages. */
  copy(some: SomeMessages, signal: AbortSignal): Promise<number>;
  /** Makes the copy a visible thread, in a transaction. */
  show(transaction: Database, thread: ThreadRow): Promise<void>;
  /** Deletes the copy. */
  discard(): Promise<void>;
}

/**
 * Begins a copy.
 * @param thread the thread that the copy becomes
 */
export async function beginCopy(db: Database, thread: ThreadRow): Promise<HiddenCopy> {
  const { id } = thread;
  await ensureAccount(db, HIDDEN);
  await insertThread(db, { ...thread, accountId: HIDDEN, parentId: null, conversationId: id });
  return {
    async copy(some, signal) {
      let copied = 0;
      for await (const positions of placesInBatches(db, isAmong(some), BYTES_AT_ONCE)) {
        await yieldToEventLoop();
        signal.throwIfAborted();
        copied += await copyMessages(db, positions, id);
      }
      return copied;
    },
    async show(transaction, { accountId, parentId, conversationId, lineage, metadata }) {
      // With a negative activity, a version is not listed as a version until something happens in it.
      const activity = conversationId === id ? NEXT_ACTIVITY : sql`-${NEXT_ACTIVITY}`;
      await transaction
        .update(threads)
        .set({ accountId, parentId, conversationId, lineage, metadata, activity })
        .where(eq(threads.id, id));
    },
    async discard() {
      await deleteThread(db, id);
    },
  };
}

/** Copies messages to the end of another thread. The copies do not belong to a run. */
async function copyMessages(db: Database, positions: readonly number[], threadId: string): Promise<number> {
  const copies = positions.map((position) => sql`(${position}::bigint, ${createId('msg')})`);
  const { rows } = (await db.execute(sql`
    with copied as (
      insert into ${messages} (
        id, thread_id, run_id, assistant_id, role, text, annotations, thinking, thinking_ms, metadata, incomplete_reason, created_at, ended_at
      )
      select copy.id, ${threadId}, null, assistant_id, role, text, annotations, thinking, thinking_ms, metadata, incomplete_reason, created_at, ended_at
      from (values ${sql.join(copies, sql`, `)}) as copy (position, id)
      join ${messages} on ${messages.position} = copy.position
      order by copy.position
      returning 1
    )
    select count(*)::int as count from copied`)) as { rows: { count: number }[] };
  return rows[0]!.count;
}

/**
 * Deletes a thread and its children, with their messages, runs and logs. Returns false if the thread does not exist.
 * A large thread is hidden first. If the hub is killed meanwhile, the rest is deleted at its next start.
 */
export async function deleteThread(db: Database, id: string): Promise<boolean> {
  const children = await db.select({ id: threads.id }).from(threads).where(eq(threads.parentId, id));
  const all = [id, ...children.map((child) => child.id)];
  let pending: readonly number[] = [];
  for await (const positions of placesInBatches(db, inArray(messages.threadId, all), BYTES_AT_ONCE)) {
    if (pending.length > 0) {
      await hide(db, id);
      await db.delete(messages).where(inArray(messages.position, [...pending]));
      await yieldToEventLoop();
    }
    pending = positions; // the last batch is deleted with the thread
  }
  const rows = await db.delete(threads).where(eq(threads.id, id)).returning({ id: threads.id });
  return rows.length > 0;
}

async function hide(db: Database, id: string): Promise<void> {
  await ensureAccount(db, HIDDEN);
  await db
    .update(threads)
    .set({ accountId: HIDDEN })
    .where(and(eq(threads.id, id), ne(threads.accountId, HIDDEN)));
}

/**
 * Deletes the hidden threads that an earlier hub has left: unfinished copies, and threads whose deletion is
 * unfinished.
 * @param startedAt when this hub started
 */
export async function deleteLeftOver(db: Database, startedAt: Date, signal: AbortSignal): Promise<void> {
  const left = await db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.accountId, HIDDEN), lt(threads.createdAt, startedAt)));
  for (const { id } of left) {
    if (signal.aborted) return;
    await deleteThread(db, id);
  }
}
