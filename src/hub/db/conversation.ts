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
import { messages } from './schema.ts';

/** How much of a thread is read for a model. */
export interface ConversationBounds {
  /** In UTF-16 code units. */
  characters: number;
  messages: number;
}

/** What a model is sent of a thread. */
export interface Conversation {
  /** Oldest first. */
  messages: Message[];
  /** How many older ones there are, which do not fit. */
  leftOut: number;
}

/** How many messages are looked at at once. */
const SLICE = 200;
/** Replies that failed are to be tried again, not answered. */
const FAILED = ['discarded', 'run_failed', 'run_expired', 'run_incomplete'] as const;
const STOPPED = 'run_cancelled';
/** How agents in Python mark what they write to a thread as a log. */
const LOG = /^(system|agent):/;
/** The same, in the JSON that the database has. */
const IS_NO_LOG = sql`coalesce(${jsonValueOf(messages.metadata, 'message_type')}, '') !~ ${'^"(system|agent):'}`;
/** A text that is long is not looked into: the database would read all of a conversation each time. */
const HAS_TEXT = sql`case when octet_length(${messages.text}) > 200 then true else ${messages.text} !~ ${String.raw`^"( |\\[nrt])*"$`} end`;

/**
 * Reads what a model is sent of a thread: the one rule for agents of every kind. Left out are replies that failed,
 * replies without a text, and logs. A reply that the person stopped counts where they have answered it: otherwise it has been
 * tried again, or is being so. Only as much is read as fits.
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
          .where(and(isPart, HAS_TEXT, IS_NO_LOG, lte(messages.position, row.position)));
        return { messages: read.toReversed(), leftOut: older[0]?.count ?? 0 };
      }
      read.push(toMessage(row));
    }
    before = rows.at(-1)?.position ?? null;
    if (isLast) return { messages: read.toReversed(), leftOut: 0 };
  }
}

/**
 * The newest of some messages that stand before a position, newest first: as many as surely fit into the room that there
 * is, and one at least, for no text is longer than its JSON. How large each is, the database tells without reading it.
 */
async function newestBefore(db: Database, isPart: SQL | undefined, before: number | null, room: number) {
  const isBefore = before === null ? undefined : lt(messages.position, before);
  const places = await db
    .select({ position: messages.position, size: sql<number>`octet_length(${messages.text})` })
    .from(messages)
    .where(and(isPart, isBefore))
    .orderBy(desc(messages.position))
    .limit(SLICE);
  let rest = room;
  const tooMuch = places.findIndex(({ size }, at) => (rest -= size) < 0 && at > 0);
  const fitting = tooMuch < 0 ? places : places.slice(0, tooMuch);
  const positions = fitting.map(({ position }) => position);
  const rows = await db
    .select(SHOWN)
    .from(messages)
    .where(inArray(messages.position, positions))
    .orderBy(desc(messages.position));
  return { rows, isLast: tooMuch < 0 && places.length < SLICE };
}

function isBlank({ role, text }: Pick<typeof messages.$inferSelect, 'role' | 'text'>): boolean {
  return (role === 'assistant' ? visibleText(text) : text).trim() === '';
}

/** The JSON of the string of this key, in a flat object of strings that is kept as JSON; null where it has none. */
function jsonValueOf(json: SQLWrapper, key: string): SQL {
  // A quote inside of a string is escaped, so what stands before this one begins a key.
  return sql`substring(${json} from ${String.raw`[{,]"${key}":("(?:[^"\\]|\\.)*")`}::text)`;
}
