import { and, eq, isNull } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Thread } from '../../protocol/thread.ts';
import type { Database } from './database.ts';
import { NEXT_ACTIVITY, threads } from './schema.ts';
import { toSeconds } from './time.ts';

/** A thread as it is kept; its place in lists is the database's affair. */
export type ThreadRow = Omit<typeof threads.$inferSelect, 'activity'>;

/** A thread as the API gives it. */
export function toThread(row: ThreadRow): Thread {
  return {
    id: row.id,
    object: 'thread',
    created_at: toSeconds(row.createdAt),
    last_active_at: toSeconds(row.activeAt),
    metadata: row.metadata,
    parent_id: row.parentId,
    tool_resources: null,
  };
}

/** A thread to be added. */
export function newThread(accountId: string, metadata: Metadata, parentId: string | null = null): ThreadRow {
  const now = new Date();
  return { id: createId('thread'), accountId, parentId, createdAt: now, activeAt: now, metadata };
}

/** Adds a thread that has been made. */
export async function insertThread(db: Database, row: ThreadRow): Promise<void> {
  await db.insert(threads).values(row);
}

/** A thread of an account; null where it has none of that id. */
export async function findThread(db: Database, accountId: string, id: string): Promise<ThreadRow | null> {
  const [row] = await db
    .select()
    .from(threads)
    .where(and(eq(threads.accountId, accountId), eq(threads.id, id)));
  return row ?? null;
}

/** Replaces a thread's metadata; null where there is no such thread. */
export async function updateThread(db: Database, id: string, metadata: Metadata): Promise<ThreadRow | null> {
  const [row] = await db.update(threads).set({ metadata }).where(eq(threads.id, id)).returning();
  return row ?? null;
}

/**
 * Puts another title in the place of the one by rule; a title that a person has given stays.
 * @returns the thread, or null where its title is not the rule's, or there is none of that id
 */
export async function replaceRuleTitle(db: Database, id: string, topic: string): Promise<ThreadRow | null> {
  return db.transaction(async (transaction) => {
    const [row] = await transaction.select().from(threads).where(eq(threads.id, id)).for('no key update');
    if (row?.metadata['topic_by'] !== 'rule') return null;
    return updateThread(transaction, id, { ...row.metadata, topic, topic_by: 'model' });
  });
}

/**
 * Says that something is said or run in a thread: it goes to the top of its account's list. What is written to
 * it in the same transaction has a thread to belong to, for until that ends it cannot be deleted.
 * @returns the thread as it is by then; null where there is none of that id
 */
export async function touchThread(transaction: Database, id: string): Promise<ThreadRow | null> {
  const [row] = await transaction
    .update(threads)
    .set({ activity: NEXT_ACTIVITY, activeAt: new Date() })
    .where(eq(threads.id, id))
    .returning();
  return row ?? null;
}

/** All threads of an account that are nobody's child. */
export async function allThreads(db: Database, accountId: string): Promise<ThreadRow[]> {
  return db
    .select()
    .from(threads)
    .where(and(eq(threads.accountId, accountId), isNull(threads.parentId)));
}

/** Deletes a thread with its messages, runs and their logs; false where there is no such thread. */
export async function deleteThread(db: Database, id: string): Promise<boolean> {
  const rows = await db.delete(threads).where(eq(threads.id, id)).returning({ id: threads.id });
  return rows.length > 0;
}
