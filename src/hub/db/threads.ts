import { and, eq, inArray, isNull } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Page, PageQuery } from '../../protocol/page.ts';
import { ACTIVE_RUN_STATUSES } from '../../protocol/run.ts';
import type { Thread } from '../../protocol/thread.ts';
import type { Database } from './database.ts';
import { selectPage, toPage } from './pages.ts';
import { runs, threads } from './schema.ts';
import { toSeconds } from './time.ts';

/** A thread as it is kept; its position in lists is the database's affair. */
export type ThreadRow = Omit<typeof threads.$inferSelect, 'position'>;

/** A thread as the API gives it. */
export function toThread(row: ThreadRow): Thread {
  return {
    id: row.id,
    object: 'thread',
    created_at: toSeconds(row.createdAt),
    metadata: row.metadata,
    parent_id: row.parentId,
    tool_resources: null,
  };
}

/** A thread to be added. */
export function newThread(accountId: string, metadata: Metadata, parentId: string | null = null): ThreadRow {
  return { id: createId('thread'), accountId, parentId, createdAt: new Date(), metadata };
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

/** A page of an account's threads; child threads only if asked for. */
export async function listThreads(
  db: Database,
  accountId: string,
  query: PageQuery & { include_subthreads: boolean },
): Promise<Page<Thread>> {
  const isParent = query.include_subthreads ? undefined : isNull(threads.parentId);
  const where = and(eq(threads.accountId, accountId), isParent);
  const page = toPage(await selectPage(db, threads, where, query), toThread);
  const active = await activeRunIds(
    db,
    page.data.map((thread) => thread.id),
  );
  return {
    ...page,
    data: page.data.map((thread) => ({ ...thread, active_run_id: active.get(thread.id) ?? null })),
  };
}

async function activeRunIds(db: Database, threadIds: string[]): Promise<Map<string, string>> {
  if (threadIds.length === 0) return new Map();
  const rows = await db
    .select({ threadId: runs.threadId, id: runs.id })
    .from(runs)
    .where(and(inArray(runs.threadId, threadIds), inArray(runs.status, [...ACTIVE_RUN_STATUSES])));
  return new Map(rows.map(({ threadId, id }) => [threadId, id]));
}

/** Replaces a thread's metadata; null where there is no such thread. */
export async function updateThread(db: Database, id: string, metadata: Metadata): Promise<ThreadRow | null> {
  const [row] = await db.update(threads).set({ metadata }).where(eq(threads.id, id)).returning();
  return row ?? null;
}

/**
 * Keeps a thread from being deleted until the transaction ends; false where there is none of that id.
 * What is written to a thread in the same transaction has a thread to belong to.
 */
export async function holdThread(transaction: Database, id: string): Promise<boolean> {
  const rows = await transaction
    .select({ id: threads.id })
    .from(threads)
    .where(eq(threads.id, id))
    .for('key share');
  return rows.length > 0;
}

/** The ids of a thread's children. */
export async function childThreadIds(db: Database, id: string): Promise<string[]> {
  const rows = await db.select({ id: threads.id }).from(threads).where(eq(threads.parentId, id));
  return rows.map((row) => row.id);
}

/** Deletes a thread with its messages, runs and their logs; false where there is no such thread. */
export async function deleteThread(db: Database, id: string): Promise<boolean> {
  const rows = await db.delete(threads).where(eq(threads.id, id)).returning({ id: threads.id });
  return rows.length > 0;
}
