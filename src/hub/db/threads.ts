import { and, eq, isNull, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';
import type { Thread } from '../../protocol/thread.ts';
import { copiedLineage, ownLineage } from '../versions/lineage.ts';
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
    conversation_id: row.conversationId,
    tool_resources: null,
  };
}

/** A thread to be added. */
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

/** A copy as a version of what it was copied from. @param kept how many messages were copied */
export function asVersionOf(original: ThreadRow, copy: ThreadRow, kept: number): ThreadRow {
  const lineage = copiedLineage(original.lineage, copy.id, kept);
  return { ...copy, conversationId: original.conversationId, lineage };
}

/** Adds a thread that has been made. A version is not shown as one until something happens in it. */
export async function insertThread(db: Database, row: ThreadRow): Promise<void> {
  const isVersion = row.conversationId !== row.id;
  await db.insert(threads).values({ ...row, ...(isVersion && { activity: sql`-${NEXT_ACTIVITY}` }) });
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
  return setTitle(db, id, { topic, topic_by: 'model' }, (metadata) => metadata['topic_by'] === 'rule');
}

/**
 * Gives a thread a title.
 * @param isReplaced whether the title that these metadata have gives way to it
 * @returns the thread, or null where nothing was changed: also where its metadata have no room for a title
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

/** What tells of a thread which one it is, and whose. */
export type ThreadReference = Pick<ThreadRow, 'id' | 'accountId'>;

/** All threads of an account that are nobody's child. */
export async function allThreads(db: Database, accountId: string): Promise<ThreadReference[]> {
  return db
    .select({ id: threads.id, accountId: threads.accountId })
    .from(threads)
    .where(and(eq(threads.accountId, accountId), isNull(threads.parentId)));
}
