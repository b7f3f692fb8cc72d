import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { textContent, type CutOffReason, type Message, type MessageInput } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Page, PageQuery } from '../../protocol/page.ts';
import type { Database } from './database.ts';
import { selectPage, toPage } from './pages.ts';
import { messages, threads } from './schema.ts';
import { toSeconds } from './time.ts';

/** How many rows go into one INSERT: Postgres takes 65,535 parameters, and a row has ten. */
const ROWS_PER_INSERT = 5_000;

/** A message as it is kept; its position in lists is the database's affair. */
export type MessageRow = Omit<typeof messages.$inferSelect, 'position'>;

/** A message as the API gives it; also what a run's event carries before the row is written. */
export function toMessage(row: MessageRow): Message {
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

/** A message of a client's, to be added. @param now when it was sent */
export function newMessage(
  threadId: string,
  { role, content, metadata }: MessageInput,
  now = new Date(),
): MessageRow {
  return {
    id: createId('msg'),
    threadId,
    runId: null,
    assistantId: null,
    role,
    text: content,
    thinking: null,
    metadata,
    incompleteReason: null,
    createdAt: now,
    endedAt: now,
  };
}

/** A copy of a message for another thread, where no run of that thread's has written it. */
export function copyMessage(message: MessageRow, threadId: string): MessageRow {
  const { role, assistantId, text, thinking, metadata, incompleteReason, createdAt, endedAt } = message;
  const copied = { role, assistantId, text, thinking, metadata, incompleteReason, createdAt, endedAt };
  return { ...copied, id: createId('msg'), threadId, runId: null };
}

/** Adds messages that have been made, in this order. */
export async function insertMessages(db: Database, rows: MessageRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await db.insert(messages).values(rows.slice(at, at + ROWS_PER_INSERT));
  }
}

/** Adds messages that a run has written; one that is there already stays as it is. */
export async function insertRunMessages(db: Database, rows: MessageRow[]): Promise<void> {
  if (rows.length > 0) await db.insert(messages).values(rows).onConflictDoNothing();
}

const CUT_OFF: CutOffReason[] = ['max_tokens', 'content_filter', 'refusal'];

/** The first message of either side in a thread itself that is all that will be said; null where there is none. */
export async function firstMessage(
  db: Database,
  threadId: string,
  role: MessageRow['role'],
): Promise<MessageRow | null> {
  const isWhole = or(isNull(messages.incompleteReason), inArray(messages.incompleteReason, CUT_OFF));
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.threadId, threadId), eq(messages.role, role), isWhole))
    .orderBy(asc(messages.position))
    .limit(1);
  return row ?? null;
}

/** Whether there is a message of this id, in any thread. */
export async function isMessageId(db: Database, id: string): Promise<boolean> {
  const rows = await db.select({ id: messages.id }).from(messages).where(eq(messages.id, id));
  return rows.length > 0;
}

/** A message of a thread or of a child of it; null where there is none of that id. */
export async function findMessage(db: Database, threadId: string, id: string): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(ofThread(db, threadId, true), eq(messages.id, id)));
  return row ? toMessage(row) : null;
}

/** Replaces a message's metadata. */
export async function updateMessage(db: Database, id: string, metadata: Metadata): Promise<Message | null> {
  const [row] = await db.update(messages).set({ metadata }).where(eq(messages.id, id)).returning();
  return row ? toMessage(row) : null;
}

/** A page of a thread's messages, those of its children among them if asked for; or of those that one run wrote. */
export async function listMessages(
  db: Database,
  threadId: string,
  query: PageQuery & { run_id?: string | undefined; include_subthreads: boolean },
): Promise<Page<Message>> {
  const ofRun = query.run_id === undefined ? undefined : eq(messages.runId, query.run_id);
  const where = and(ofThread(db, threadId, query.include_subthreads), ofRun);
  return toPage(await selectPage(db, { table: messages, by: 'position', where }, query), toMessage);
}

/** The columns from which the step of a message is made. */
export type MessageOfStep = Pick<
  MessageRow,
  'id' | 'threadId' | 'runId' | 'assistantId' | 'incompleteReason' | 'createdAt' | 'endedAt'
>;

/** The messages that a run wrote, without their texts, in the order in which they were added. */
export async function stepMessagesOf(db: Database, runId: string): Promise<MessageOfStep[]> {
  const { id, threadId, assistantId, incompleteReason, createdAt, endedAt } = messages;
  const columns = { id, threadId, runId: messages.runId, assistantId, incompleteReason, createdAt, endedAt };
  return db.select(columns).from(messages).where(eq(messages.runId, runId)).orderBy(asc(messages.position));
}

function ofThread(db: Database, threadId: string, withChildren: boolean) {
  const own = eq(messages.threadId, threadId);
  if (!withChildren) return own;
  const children = db.select({ id: threads.id }).from(threads).where(eq(threads.parentId, threadId));
  return or(own, inArray(messages.threadId, children));
}

/** All messages of a thread itself, oldest first, as they are kept. */
export async function allMessageRows(db: Database, threadId: string): Promise<MessageRow[]> {
  return db.select().from(messages).where(eq(messages.threadId, threadId)).orderBy(asc(messages.position));
}

/** All messages of a thread itself, or all that a run wrote, oldest first. */
export async function allMessages(
  db: Database,
  of: { threadId: string } | { runId: string },
): Promise<Message[]> {
  if ('threadId' in of) return (await allMessageRows(db, of.threadId)).map(toMessage);
  const rows = await db
    .select()
    .from(messages)
    .where(eq(messages.runId, of.runId))
    .orderBy(asc(messages.position));
  return rows.map(toMessage);
}
