import { and, asc, desc, eq, getTableColumns, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import { textContent, type CutOffReason, type Message, type MessageInput } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Page, PageQuery } from '../../protocol/page.ts';
import type { Database } from './database.ts';
import { selectPageBySize, toPage } from './pages.ts';
import { messages, threads } from './schema.ts';
import { toSeconds } from './time.ts';

/** How many rows go into one INSERT: Postgres takes 65,535 parameters, and a row has ten. */
const ROWS_PER_INSERT = 5_000;

/** A message as it is kept; its position in lists is the database's affair. */
export type MessageRow = Omit<typeof messages.$inferSelect, 'position'>;

const { thinking: _, ...shown } = getTableColumns(messages);
/** What is read of a message to show it: all but what the model thought. */
export const SHOWN = shown;
const SHOWN_SIZE = sql<number>`octet_length(${messages.text}) + octet_length(${messages.metadata})`;

/** A message as far as it is shown: without what the model thought. */
export type ShownMessage = Omit<MessageRow, 'thinking'>;

/** A message as the API gives it; also what a run's event carries before the row is written. */
export function toMessage(row: ShownMessage): Message {
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
  { role, content, metadata }: Pick<MessageInput, 'role' | 'content' | 'metadata'>,
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
    usage: null,
    incompleteReason: null,
    createdAt: now,
    endedAt: now,
  };
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

/** Some messages of one thread: those up to a position, it included, or those at some positions. */
export type SomeMessages = { threadId: string } & ({ upTo: number } | { positions: readonly number[] });

/** Whether a message is one of these. */
export function isAmong(some: SomeMessages): SQL | undefined {
  const which =
    'upTo' in some
      ? lte(messages.position, some.upTo)
      : inArray(messages.position, [...some.positions, NOWHERE]);
  return and(eq(messages.threadId, some.threadId), which);
}

/** No message is there. */
const NOWHERE = 0;

/** All messages that a thread itself has by now. */
export async function messagesUpTo(db: Database, threadId: string): Promise<SomeMessages> {
  const [last] = await db
    .select({ position: messages.position })
    .from(messages)
    .where(eq(messages.threadId, threadId))
    .orderBy(desc(messages.position))
    .limit(1);
  return { threadId, upTo: last?.position ?? NOWHERE };
}

/** The positions of messages of a thread itself, by their ids: of those that there are. */
export async function messagePositions(
  db: Database,
  threadId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: messages.id, position: messages.position })
    .from(messages)
    .where(and(inArray(messages.id, [...ids]), eq(messages.threadId, threadId)));
  return new Map(rows.map(({ id, position }) => [id, position]));
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
    .where(and(await ofThread(db, threadId, true), eq(messages.id, id)));
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
  const where = and(await ofThread(db, threadId, query.include_subthreads), ofRun);
  const list = { table: messages, by: 'position', where } as const;
  const read = (ids: string[]) => db.select(SHOWN).from(messages).where(inArray(messages.id, ids));
  return toPage(await selectPageBySize(db, list, query, SHOWN_SIZE, read), toMessage);
}

/** The columns from which the step of a message is made. */
export type MessageOfStep = Pick<
  MessageRow,
  'id' | 'threadId' | 'runId' | 'assistantId' | 'usage' | 'incompleteReason' | 'createdAt' | 'endedAt'
>;

/** The messages that a run wrote, without their texts, in the order in which they were added. */
export async function stepMessagesOf(db: Database, runId: string): Promise<MessageOfStep[]> {
  const { id, threadId, assistantId, usage, incompleteReason, createdAt, endedAt } = messages;
  const columns = {
    id,
    threadId,
    runId: messages.runId,
    assistantId,
    usage,
    incompleteReason,
    createdAt,
    endedAt,
  };
  return db.select(columns).from(messages).where(eq(messages.runId, runId)).orderBy(asc(messages.position));
}

/** Whether a message is of a thread, or of a child of it. Ids, since a query of both would go through all messages. */
async function ofThread(db: Database, threadId: string, withChildren: boolean): Promise<SQL> {
  if (!withChildren) return eq(messages.threadId, threadId);
  const children = await db.select({ id: threads.id }).from(threads).where(eq(threads.parentId, threadId));
  return inArray(messages.threadId, [threadId, ...children.map(({ id }) => id)]);
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
