import { and, asc, eq } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { textContent, type Message, type MessageInput } from '../../protocol/message.ts';
import type { Page, PageQuery } from '../../protocol/page.ts';
import type { Database } from './database.ts';
import { selectPage, toPage } from './pages.ts';
import { messages } from './schema.ts';
import { toSeconds } from './time.ts';

type MessageRow = typeof messages.$inferSelect;

/** A message to be written. One that a run writes may have the id under which it was streamed. */
export type NewMessage = typeof messages.$inferInsert;

/** A message as the API gives it; also what a run's event carries before the row is written. */
export function toMessage(row: Omit<MessageRow, 'position'>): Message {
  const endedAt = toSeconds(row.endedAt);
  return {
    id: row.id,
    object: 'thread.message',
    created_at: toSeconds(row.createdAt),
    thread_id: row.threadId,
    role: row.role,
    status: row.incompleteReason ? 'incomplete' : 'completed',
    content: textContent(row.text),
    assistant_id: row.assistantId,
    run_id: row.runId,
    incomplete_details: row.incompleteReason ? { reason: row.incompleteReason } : null,
    completed_at: row.incompleteReason ? null : endedAt,
    incomplete_at: row.incompleteReason ? endedAt : null,
    attachments: [],
    metadata: row.metadata,
  };
}

/** Adds a message that a client sends. */
export async function insertMessage(db: Database, threadId: string, input: MessageInput): Promise<Message> {
  const { role, content, metadata } = input;
  const [row] = await db
    .insert(messages)
    .values({ id: createId('msg'), threadId, role, text: content, metadata })
    .returning();
  return toMessage(row!);
}

/** Adds messages that a run has written; one that is there already stays as it is. */
export async function insertRunMessages(db: Database, rows: NewMessage[]): Promise<void> {
  if (rows.length > 0) await db.insert(messages).values(rows).onConflictDoNothing();
}

/** A message of a thread; null where the thread has no such message. */
export async function findMessage(db: Database, threadId: string, id: string): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.threadId, threadId), eq(messages.id, id)));
  return row ? toMessage(row) : null;
}

/** A page of a thread's messages, or of those that one run wrote. */
export async function listMessages(
  db: Database,
  threadId: string,
  query: PageQuery & { run_id?: string | undefined },
): Promise<Page<Message>> {
  const ofRun = query.run_id === undefined ? undefined : eq(messages.runId, query.run_id);
  const where = and(eq(messages.threadId, threadId), ofRun);
  return toPage(await selectPage(db, messages, where, query), toMessage);
}

/** All messages of a thread, or all that a run wrote, oldest first. */
export async function allMessages(
  db: Database,
  of: { threadId: string } | { runId: string },
): Promise<Message[]> {
  const where = 'runId' in of ? eq(messages.runId, of.runId) : eq(messages.threadId, of.threadId);
  const rows = await db.select().from(messages).where(where).orderBy(asc(messages.position));
  return rows.map(toMessage);
}
