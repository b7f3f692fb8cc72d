import { and, count, eq, lt } from 'drizzle-orm';
import { copiedLineage } from '../versions/lineage.ts';
import type { Database } from './database.ts';
import { messages, threads } from './schema.ts';

/**
 * Deletes a message of a thread. From the place of that message on, the thread no longer shares messages with other
 * versions of the conversation.
 * @returns whether the message existed
 */
export async function deleteMessage(db: Database, threadId: string, id: string): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const [thread] = await transaction
      .select({ lineage: threads.lineage })
      .from(threads)
      .where(eq(threads.id, threadId))
      .for('no key update');
    if (!thread) return false;
    const [deleted] = await transaction
      .delete(messages)
      .where(and(eq(messages.threadId, threadId), eq(messages.id, id)))
      .returning({ position: messages.position });
    if (!deleted) return false;
    const [before] = await transaction
      .select({ count: count() })
      .from(messages)
      .where(and(eq(messages.threadId, threadId), lt(messages.position, deleted.position)));
    const lineage = copiedLineage(thread.lineage, `${threadId} without ${id}`, before?.count ?? 0);
    await transaction.update(threads).set({ lineage }).where(eq(threads.id, threadId));
    return true;
  });
}
