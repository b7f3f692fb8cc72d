import { and, count, desc, eq, isNull, lt, lte, notInArray, or, sql } from 'drizzle-orm';
import type { Message } from '../../protocol/message.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { CHARACTERS_OF_MESSAGE } from '../context-bounds.ts';
import type { Database } from './database.ts';
import { jsonValueOf } from './json-text.ts';
import { toMessage } from './messages.ts';
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

/** How much of a thread is read at once, in messages. */
const SLICE = 200;
/** Replies that failed are to be tried again, not answered. */
const FAILED = ['discarded', 'run_failed', 'run_expired', 'run_incomplete'] as const;
const STOPPED = 'run_cancelled';
/** How agents in Python mark what they write to a thread as a log. */
const LOG = /^(system|agent):/;
/** The same, in the JSON that the database has. */
const IS_NO_LOG = sql`coalesce(${jsonValueOf(messages.metadata, 'message_type')}, '') !~ ${'^"(system|agent):'}`;
const HAS_TEXT = sql`${messages.text} !~ ${String.raw`^"( |\\[nrt])*"$`}`;

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
  let before: number | null = null;
  for (;;) {
    const rows = await db
      .select()
      .from(messages)
      .where(and(isPart, before === null ? undefined : lt(messages.position, before)))
      .orderBy(desc(messages.position))
      .limit(SLICE);
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
    if (rows.length < SLICE) return { messages: read.toReversed(), leftOut: 0 };
  }
}

function isBlank({ role, text }: Pick<typeof messages.$inferSelect, 'role' | 'text'>): boolean {
  return (role === 'assistant' ? visibleText(text) : text).trim() === '';
}
