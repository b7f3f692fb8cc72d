import { and, eq, isNull, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import type { Thread } from '../../protocol/thread.ts';
import { copiedLineage, ownLineage } from '../versions/lineage.ts';
import type { Database } from './database.ts';
import { NEXT_ACTIVITY, threads } from './schema.ts';
import { toSeconds } from './time.ts';

/** A thread in the database. The database assigns its place in lists. */
export type ThreadRow = Omit<typeof threads.$inferSelect, 'activity' | 'approvedTools'>;

/** Returns a thread in the form of the API. */
export function toThread(row: ThreadRow): Thread {
  return {
    id: row.id,
    object: 'thread',
    created_at: toSeconds(row.createdAt),
    last_active_at: toSeconds(row.activeAt),
    metadata: row.metadata,
    parent_id: row.parentId,
    conversation_id: row.conversationId,
    tool_resources: null,
  };
}

/** Creates the row of a new thread. */
export function newThread(accountId: string, metadata: Metadata, parentId: string | null = null): ThreadRow {
  const id = createId('thread');
  const now = new Date();
  return {
    id,
    accountId,
    parentId,
    conversationId: id,
    lineage: ownLineage(id),
    createdAt: now,
    activeAt: now,
    metadata,
  };
}

/**
 * Returns a copy as a version of its original.
 * @param kept number of copied messages
 */
export function asVersionOf(original: ThreadRow, copy: ThreadRow, kept: number): ThreadRow {
  const lineage = copiedLineage(original.lineage, copy.id, kept);
  return { ...copy, conversationId: original.conversationId, lineage };
}

/** Adds a thread. A version is not listed as one until something happens in it. */
export async function insertThread(db: Database, row: ThreadRow): Promise<void> {
  const isVersion = row.conversationId !== row.id;
  await db.insert(threads).values({ ...row, ...(isVersion && { activity: sql`-${NEXT_ACTIVITY}` }) });
}

/** Returns a thread of an account; null if it does not exist. */
export async function findThread(db: Database, accountId: string, id: string): Promise<ThreadRow | null> {
  const [row] = await db
    .select()
    .from(threads)
    .where(and(eq(threads.accountId, accountId), eq(threads.id, id)));
  return row ?? null;
}

/** Replaces a thread's metadata and returns the thread; returns null if it does not exist. */
export async function updateThread(db: Database, id: string, metadata: Metadata): Promise<ThreadRow | null> {
  const [row] = await db.update(threads).set({ metadata }).where(eq(threads.id, id)).returning();
  return row ?? null;
}

/**
 * Replaces a title that was derived by rule with a title from the model. A title from a person is kept.
 * @returns the thread; null if nothing was changed
 */
export async function replaceRuleTitle(db: Database, id: string, topic: string): Promise<ThreadRow | null> {
  return setTitle(db, id, { topic, topic_by: 'model' }, (metadata) => metadata['topic_by'] === 'rule');
}

/**
 * Sets the title of a thread.
 * @param isReplaced returns whether the current title may be replaced, given the thread's metadata
 * @returns the thread; null if nothing was changed, also because its metadata has no room
 */
export async function setTitle(
  db: Database,
  id: string,
  title: { topic: string; topic_by: string },
  isReplaced: (metadata: Metadata) => boolean = () => true,
): Promise<ThreadRow | null> {
  return db.transaction(async (transaction) => {
    const [row] = await transaction.select().from(threads).where(eq(threads.id, id)).for('no key update');
    if (!row || !isReplaced(row.metadata)) return null;
    const metadata = metadataSchema.safeParse({ ...row.metadata, ...title });
    return metadata.success ? updateThread(transaction, id, metadata.data) : null;
  });
}

/**
 * Marks a thread as active: it moves to the top of its account's list. The thread cannot be deleted until the
 * transaction ends, so records for it can be written in the same transaction.
 * @returns the updated thread; null if it does not exist
 */
export async function touchThread(transaction: Database, id: string): Promise<ThreadRow | null> {
  const [row] = await transaction
    .update(threads)
    .set({ activity: NEXT_ACTIVITY, activeAt: new Date() })
    .where(eq(threads.id, id))
    .returning();
  return row ?? null;
}

/** The id of a thread and of its account. */
export type ThreadReference = Pick<ThreadRow, 'id' | 'accountId'>;

/** Returns all threads of an account that are not children. */
export async function allThreads(db: Database, accountId: string): Promise<ThreadReference[]> {
  return db
    .select({ id: threads.id, accountId: threads.accountId })
    .from(threads)
    .where(and(eq(threads.accountId, accountId), isNull(threads.parentId)));
}
