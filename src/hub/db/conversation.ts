import {
  and,
  count,
  desc,
  eq,
  inArray,
  isNull,
  lt,
  lte,
  notInArray,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from 'drizzle-orm';
import type { Message } from '../../protocol/message.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { CHARACTERS_OF_MESSAGE } from '../providers/context-bounds.ts';
import type { Database } from './database.ts';
import { SHOWN, toMessage } from './messages.ts';
import { firstThatFit } from './pages.ts';
import { messages } from './schema.ts';

/** Limits for the messages that are read from a thread for a model. */
export interface ConversationBounds {
  /** Maximum length of all messages together, in UTF-16 code units. */
  characters: number;
  messages: number;
}

/** The messages of a thread that are sent to a model. */
export interface Conversation {
  /** Oldest first. */
  messages: Message[];
  /** Number of older messages that do not fit. */
  leftOut: number;
}

/** Maximum number of messages that are examined at once. */
const BATCH = 200;
/**
 * Incomplete reasons of failed replies. Failed replies are left out: the model should answer again, not respond to
 * them.
 */
const FAILED = ['discarded', 'run_failed', 'run_expired', 'run_incomplete'] as const;
const STOPPED = 'run_cancelled';
/** The `message_type` of logs that agents in Python write to a thread. */
const LOG = /^(system|agent):/;
/** SQL condition for messages that are not such logs. */
const IS_NOT_LOG = sql`coalesce(${jsonValueOf(messages.metadata, 'message_type')}, '') !~ ${'^"(system|agent):'}`;
/**
 * SQL condition for messages with text. Long texts are not tested: otherwise the database would read whole
 * conversations each time.
 */
const HAS_TEXT = sql`case when octet_length(${messages.text}) > 200 then true else ${messages.text} !~ ${String.raw`^"( |\\[nrt])*"$`} end`;

/**
 * Selects the messages of a thread that are sent to a model. Agents of every kind use this selection. Failed replies,
 * messages without text, and logs are left out. A reply that the person stopped is included only if the next included
 * message is from the person; otherwise the reply was retried, or is being retried. Only messages that fit are read.
 */
export async function readConversation(
  db: Database,
  threadId: string,
  bounds: ConversationBounds,
): Promise<Conversation> {
  const isPart = and(
    eq(messages.threadId, threadId),
    or(isNull(messages.incompleteReason), notInArray(messages.incompleteReason, [...FAILED])),
  );
  const read: Message[] = [];
  let characters = 0;
  for (let before: number | null = null; ;) {
    const { rows, isLast } = await newestBefore(db, isPart, before, bounds.characters - characters);
    for (const row of rows) {
      const isRetried = row.incompleteReason === STOPPED && read.at(-1)?.role !== 'user';
      if (isRetried || isBlank(row) || LOG.test(row.metadata['message_type'] ?? '')) continue;
      characters += row.text.length + CHARACTERS_OF_MESSAGE;
      if (read.length > 0 && (characters > bounds.characters || read.length >= bounds.messages)) {
        const older = await db
          .select({ count: count() })
          .from(messages)
          .where(and(isPart, HAS_TEXT, IS_NOT_LOG, lte(messages.position, row.position)));
        return { messages: read.toReversed(), leftOut: older[0]?.count ?? 0 };
      }
      read.push(toMessage(row));
    }
    before = rows.at(-1)?.position ?? null;
    if (isLast) return { messages: read.toReversed(), leftOut: 0 };
  }
}

/**
 * Reads the newest messages before a position, newest first: as many as certainly fit, and at least one. A text is
 * never longer than its JSON, and the database returns the size of the JSON without reading it.
 */
async function newestBefore(db: Database, isPart: SQL | undefined, before: number | null, room: number) {
  const isBefore = before === null ? undefined : lt(messages.position, before);
  const places = await db
    .select({ position: messages.position, size: sql<number>`octet_length(${messages.text})` })
    .from(messages)
    .where(and(isPart, isBefore))
    .orderBy(desc(messages.position))
    .limit(BATCH);
  const fitting = firstThatFit(places, room);
  const positions = fitting.map(({ position }) => position);
  const rows = await db
    .select(SHOWN)
    .from(messages)
    .where(inArray(messages.position, positions))
    .orderBy(desc(messages.position));
  return { rows, isLast: fitting.length === places.length && places.length < BATCH };
}

function isBlank({ role, text }: Pick<typeof messages.$inferSelect, 'role' | 'text'>): boolean {
  return (role === 'assistant' ? visibleText(text) : text).trim() === '';
}

/**
 * Returns SQL for the value of a key in a flat JSON object of strings. The value is a JSON string; null if the key is
 * missing.
 */
function jsonValueOf(json: SQLWrapper, key: string): SQL {
  // A quote inside a string is escaped, so the match can only be a key.
  return sql`substring(${json} from ${String.raw`[{,]"${key}":("(?:[^"\\]|\\.)*")`}::text)`;
}
