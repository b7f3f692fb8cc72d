import { eq } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Page, PageQuery } from '../../protocol/page.ts';
import type { Thread } from '../../protocol/thread.ts';
import type { Database } from './database.ts';
import { selectPage, toPage } from './pages.ts';
import { threads } from './schema.ts';
import { toSeconds } from './time.ts';

type ThreadRow = typeof threads.$inferSelect;

function toThread(row: ThreadRow): Thread {
  return {
    id: row.id,
    object: 'thread',
    created_at: toSeconds(row.createdAt),
    metadata: row.metadata,
    tool_resources: null,
  };
}

/** Makes a thread. */
export async function insertThread(db: Database, metadata: Metadata): Promise<Thread> {
  const [row] = await db
    .insert(threads)
    .values({ id: createId('thread'), metadata })
    .returning();
  return toThread(row!);
}

/** A thread; null where there is none of that id. */
export async function findThread(db: Database, id: string): Promise<Thread | null> {
  const [row] = await db.select().from(threads).where(eq(threads.id, id));
  return row ? toThread(row) : null;
}

/** A page of all threads. */
export async function listThreads(db: Database, query: PageQuery): Promise<Page<Thread>> {
  return toPage(await selectPage(db, threads, undefined, query), toThread);
}

/** Replaces a thread's metadata; null where there is no such thread. */
export async function updateThread(db: Database, id: string, metadata: Metadata): Promise<Thread | null> {
  const [row] = await db.update(threads).set({ metadata }).where(eq(threads.id, id)).returning();
  return row ? toThread(row) : null;
}

/**
 * A thread that cannot be deleted until the transaction ends; null where there is none of that id.
 * What is written to a thread in the same transaction has a thread to belong to.
 */
export async function holdThread(transaction: Database, id: string): Promise<Thread | null> {
  const [row] = await transaction.select().from(threads).where(eq(threads.id, id)).for('key share');
  return row ? toThread(row) : null;
}

/** Deletes a thread with its messages, runs and their logs; false where there is no such thread. */
export async function deleteThread(db: Database, id: string): Promise<boolean> {
  const rows = await db.delete(threads).where(eq(threads.id, id)).returning({ id: threads.id });
  return rows.length > 0;
}
