import { and, asc, desc, eq, getTableColumns, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { CutOffReason, Message } from '../../protocol/message.ts';
import type { MessageInput } from '../../protocol/message-input.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { Page } from '../../protocol/page.ts';
import type { PageQuery } from '../../protocol/page-query.ts';
import type { Database } from './database.ts';
import { messageContent } from './message-content.ts';
import { selectPageBySize, toPage } from './pages.ts';
import { messages, runs, runSteps } from './schema.ts';
import { ALL_CHILDREN, ofThread, type CountedChildren } from './thread-messages.ts';
import { toSeconds } from './time.ts';

/** Maximum number of rows per INSERT. Postgres accepts 65,535 parameters, and a row has fourteen. */
const ROWS_PER_INSERT = 4_000;

/** A message in the database. The database assigns its position in lists. */
export type MessageRow = Omit<typeof messages.$inferSelect, 'position'>;

const { thinking: _, thinkingTime: __, ...shown } = getTableColumns(messages);
/** The columns of a message without the model's thinking. */
export const SHOWN = shown;
const SHOWN_SIZE = sql<number>`octet_length(${messages.text}) + coalesce(octet_length(${messages.annotations}), 0) + octet_length(${messages.metadata})`;
const WHOLE_SIZE = sql<number>`${SHOWN_SIZE} + coalesce(octet_length(${messages.thinking}), 0)`;

/** A message without the model's thinking. */
export type ShownMessage = Omit<MessageRow, 'thinking' | 'thinkingTime'>;

/** Returns a message in the form of the API. Events of runs use this function before the row is written. */
export function toMessage(row: ShownMessage): Message {
  const endedAt = toSeconds(row.endedAt);
  return {
    id: row.id,
    object: 'thread.message',
    created_at: toSeconds(row.createdAt),
    thread_id: row.threadId,
    role: row.role,
    status: row.incompleteReason ? 'incomplete' : 'completed',
    content: messageContent(row.text, row.annotations),
    assistant_id: row.assistantId,
    run_id: row.runId,
    incomplete_details: row.incompleteReason ? { reason: row.incompleteReason } : null,
    completed_at: row.incompleteReason ? null : endedAt,
    incomplete_at: row.incompleteReason ? endedAt : null,
    attachments: [],
    metadata: row.metadata,
  };
}

/** Returns a message in the form of the API, with what the model thought before it. */
function toMessageWithThinking(row: MessageRow): Message {
  const { id, thinking: text, thinkingTime } = row;
  const thinking = text === null ? null : { message_id: id, text, elapsed_ms: thinkingTime };
  return { ...toMessage(row), thinking };
}

/**
 * Creates the row of a client's message.
 * @param now the time when the message was sent
 */
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
    annotations: null,
    thinking: null,
    thinkingTime: null,
    metadata,
    usage: null,
    incompleteReason: null,
    createdAt: now,
    endedAt: now,
  };
}

/** Adds messages in this order. */
export async function insertMessages(db: Database, rows: MessageRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await db.insert(messages).values(rows.slice(at, at + ROWS_PER_INSERT));
  }
}

/** Adds messages of a run. An existing message stays unchanged. */
export async function insertRunMessages(db: Database, rows: MessageRow[]): Promise<void> {
  if (rows.length > 0) await db.insert(messages).values(rows).onConflictDoNothing();
}

const CUT_OFF: CutOffReason[] = ['max_tokens', 'content_filter', 'refusal'];

/**
 * Returns the first message of a role in a thread; null if there is none. Messages of child threads are ignored, and
 * incomplete messages too, unless the model itself ended them.
 */
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

/**
 * A selection of messages of one thread: the messages up to a position, inclusive, or the messages at these
 * positions.
 */
export type SomeMessages = { threadId: string } & ({ upTo: number } | { positions: readonly number[] });

/** Returns the condition for the messages of a selection. */
export function isAmong(some: SomeMessages): SQL | undefined {
  const which =
    'upTo' in some
      ? lte(messages.position, some.upTo)
      : inArray(messages.position, [...some.positions, NO_POSITION]);
  return and(eq(messages.threadId, some.threadId), which);
}

/** A position without a message. */
const NO_POSITION = 0;

/** Selects all current messages of a thread, without its children. */
export async function messagesUpTo(db: Database, threadId: string): Promise<SomeMessages> {
  const [last] = await db
    .select({ position: messages.position })
    .from(messages)
    .where(eq(messages.threadId, threadId))
    .orderBy(desc(messages.position))
    .limit(1);
  return { threadId, upTo: last?.position ?? NO_POSITION };
}

/** Returns the positions of messages of a thread, by id. Ids of messages that are not in the thread are left out. */
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

/** Whether a message of this id exists in any thread. */
export async function isMessageId(db: Database, id: string): Promise<boolean> {
  const rows = await db.select({ id: messages.id }).from(messages).where(eq(messages.id, id));
  return rows.length > 0;
}

/** Returns a message of a thread or of its children; null if it does not exist. */
export async function findMessage(
  db: Database,
  threadId: string,
  id: string,
  withThinking = false,
): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(await ofThread(db, threadId, ALL_CHILDREN), eq(messages.id, id)));
  if (!row) return null;
  return withThinking ? toMessageWithThinking(row) : toMessage(row);
}

/** Replaces a message's metadata and returns the message; returns null if it does not exist. */
export async function updateMessage(db: Database, id: string, metadata: Metadata): Promise<Message | null> {
  const [row] = await db.update(messages).set({ metadata }).where(eq(messages.id, id)).returning();
  return row ? toMessage(row) : null;
}

/**
 * Returns a page of a thread's messages. On request, it includes the messages of its child threads, or only those of
 * one run.
 */
export async function listMessages(
  db: Database,
  threadId: string,
  query: PageQuery & CountedChildren & { run_id?: string | undefined; include_thinking: boolean },
): Promise<Page<Message>> {
  const ofRun = query.run_id === undefined ? undefined : eq(messages.runId, query.run_id);
  const where = and(await ofThread(db, threadId, query), ofRun);
  const list = { table: messages, by: 'position', where } as const;
  if (query.include_thinking) {
    const readWhole = (ids: string[]) => db.select().from(messages).where(inArray(messages.id, ids));
    return toPage(await selectPageBySize(db, list, query, WHOLE_SIZE, readWhole), toMessageWithThinking);
  }
  const read = (ids: string[]) => db.select(SHOWN).from(messages).where(inArray(messages.id, ids));
  return toPage(await selectPageBySize(db, list, query, SHOWN_SIZE, read), toMessage);
}

/** The columns that the step of a message needs. */
export type MessageOfStep = Pick<
  MessageRow,
  'id' | 'threadId' | 'runId' | 'assistantId' | 'usage' | 'incompleteReason' | 'createdAt' | 'endedAt'
>;

/** Returns the messages of a run without their texts, in the order in which they were added. */
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

/** Returns the messages of those runs of a thread that have tool steps, without content, oldest first. */
export async function messagePlacesOfSteps(
  db: Database,
  threadId: string,
): Promise<Pick<MessageRow, 'id' | 'runId' | 'createdAt'>[]> {
  const withSteps = db
    .select({ id: runSteps.runId })
    .from(runSteps)
    .innerJoin(runs, eq(runs.id, runSteps.runId))
    .where(eq(runs.threadId, threadId));
  return db
    .select({ id: messages.id, runId: messages.runId, createdAt: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.threadId, threadId), inArray(messages.runId, withSteps)))
    .orderBy(asc(messages.createdAt));
}

/** Returns all rows of a thread's messages, without its children, oldest first. */
export async function allMessageRows(db: Database, threadId: string): Promise<MessageRow[]> {
  return db.select().from(messages).where(eq(messages.threadId, threadId)).orderBy(asc(messages.position));
}

/** Returns all rows of a run's messages, oldest first. */
export async function messagesOfRun(db: Database, runId: string): Promise<MessageRow[]> {
  return db.select().from(messages).where(eq(messages.runId, runId)).orderBy(asc(messages.position));
}

/** Returns all messages of a thread without its children, or of a run, oldest first. */
export async function allMessages(
  db: Database,
  of: { threadId: string } | { runId: string },
): Promise<Message[]> {
  const rows = 'threadId' in of ? await allMessageRows(db, of.threadId) : await messagesOfRun(db, of.runId);
  return rows.map(toMessage);
}
