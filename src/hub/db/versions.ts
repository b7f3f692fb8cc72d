import { and, asc, desc, eq, gt, inArray, notExists, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { MessageVersions } from '../../protocol/thread.ts';
import { divergences } from '../versions/lineage.ts';
import type { Database } from './database.ts';
import { messages, threads } from './schema.ts';
import type { ThreadRow } from './threads.ts';

/** Returns the condition for threads that are the most recently active version of their conversation. */
export function isLatestVersion(db: Database): SQL {
  const other = alias(threads, 'other');
  const isLater = gt(other.activity, threads.activity);
  return notExists(
    db
      .select({ one: sql`1` })
      .from(other)
      .where(and(eq(other.conversationId, threads.conversationId), isLater)),
  );
}

/**
 * Returns the ids of the versions of these conversations, by conversation id, most recently active first. Versions in
 * which nothing has happened yet are left out.
 */
export async function versionIds(
  db: Database,
  conversationIds: readonly string[],
): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  if (conversationIds.length === 0) return ids;
  const rows = await db
    .select({ id: threads.id, conversationId: threads.conversationId })
    .from(threads)
    .where(and(inArray(threads.conversationId, [...conversationIds]), gt(threads.activity, 0)))
    .orderBy(desc(threads.activity));
  for (const { id, conversationId } of rows) {
    ids.set(conversationId, [...(ids.get(conversationId) ?? []), id]);
  }
  return ids;
}

/**
 * Returns all versions of a thread's conversation, including itself and versions in which nothing has happened yet.
 */
export async function allVersions(
  db: Database,
  { conversationId }: Pick<ThreadRow, 'conversationId'>,
): Promise<ThreadRow[]> {
  return db.select().from(threads).where(eq(threads.conversationId, conversationId));
}

/** Returns the messages of a thread that have other versions. */
export async function messageVersions(db: Database, thread: ThreadRow): Promise<MessageVersions[]> {
  const { conversationId, id } = thread;
  const versions = await db
    .select({ id: threads.id, lineage: threads.lineage, activity: threads.activity })
    .from(threads)
    .where(and(eq(threads.conversationId, conversationId), or(gt(threads.activity, 0), eq(threads.id, id))))
    .orderBy(asc(threads.createdAt), asc(threads.id));
  const current = versions.find((version) => version.id === id);
  const found = current ? divergences(current, versions) : [];
  const ids = await messagesAt(
    db,
    id,
    found.map(({ index }) => index),
  );
  return found.map(({ index, threadIds }) => ({
    index,
    message_id: ids.get(index) ?? null,
    thread_ids: threadIds,
  }));
}

/** Returns the ids of the messages at some indexes of a thread, by index. */
async function messagesAt(
  db: Database,
  threadId: string,
  indexes: readonly number[],
): Promise<Map<number, string>> {
  if (indexes.length === 0) return new Map();
  const numbered = db
    .select({
      id: messages.id,
      index: sql<number>`(row_number() over (order by ${messages.position}))::int - 1`.as('index'),
    })
    .from(messages)
    .where(eq(messages.threadId, threadId))
    .as('numbered');
  const rows = await db
    .select()
    .from(numbered)
    .where(inArray(numbered.index, [...indexes]));
  return new Map(rows.map(({ id, index }) => [index, id]));
}
