import { and, arrayContains, asc, between, count, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import { gramOfLongTexts, gramsOfSearch } from '../search/grams.ts';
import type { Database } from './database.ts';
import { placesInBatches } from './message-places.ts';
import { messages, searchEntries, searchQueue } from './schema.ts';

/** Messages of a thread that stand between two positions, both included. */
export interface MessageRange {
  threadId: string;
  first: number;
  last: number;
}

/** The place of a thread's title before the positions of its messages. */
export const TITLE = 0;
const LAST_POSITION = Number.MAX_SAFE_INTEGER;
/** More places than some threads have. */
const MOST_IN_THREADS = 1_000_000;

/** All messages of a thread. */
export function wholeThread(threadId: string): MessageRange {
  return { threadId, first: TITLE + 1, last: LAST_POSITION };
}

/** Where the messages and titles of an account are that may hold all of some words. */
export interface SearchIndex {
  /** Whether the index can tell of these words: of a lone accent, for instance, it cannot. */
  readonly isUseful: boolean;
  /**
   * All such places of the account, in no order, and some of others, which have only just been written; null where there
   * are more than so many.
   */
  ofAccount(most: number): Promise<MessageRange[] | null>;
  /** Such places in some threads, in no order. */
  ofThreads(threadIds: readonly string[]): Promise<MessageRange[]>;
}

/** What the index knows of some words, and what it does not know of yet. */
export function searchIndexOf(db: Database, accountId: string, words: readonly string[]): SearchIndex {
  const grams = gramsOfSearch(accountId, words);
  const isUseful = grams.length > 0;
  const isLong = arrayContains(searchEntries.grams, [gramOfLongTexts(accountId)]);
  const mayHold = isUseful ? or(arrayContains(searchEntries.grams, grams), isLong) : undefined;

  function places(
    entries: SQL | undefined,
    queued: SQL | undefined,
    most: number,
  ): Promise<MessageRange[] | null> {
    return db.transaction(async (transaction) => {
      // An entry is small, and its grams are kept elsewhere: the planner takes them all for quickly read, which they are not.
      await transaction.execute(sql`set local enable_seqscan = off`);
      const { threadId, first, last } = searchEntries;
      const found = await transaction
        .select({ threadId, first, last })
        .from(searchEntries)
        .where(and(mayHold, entries))
        .limit(most + 1);
      const queue = transaction
        .select({ threadId: searchQueue.threadId, position: searchQueue.position })
        .from(searchQueue)
        .where(queued)
        .limit(most + 1)
        .as('queue');
      // What waits of one thread is mostly all of it, or its last messages.
      const waiting = await transaction
        .select({
          threadId: queue.threadId,
          first: sql<number>`min(${queue.position})`.mapWith(Number),
          last: sql<number>`max(${queue.position})`.mapWith(Number),
          count: count(),
        })
        .from(queue)
        .groupBy(queue.threadId);
      const isTooMuch = waiting.reduce((sum, one) => sum + one.count, found.length) > most;
      return isTooMuch ? null : [...found, ...waiting];
    });
  }

  return {
    isUseful,
    ofAccount: (most) => places(undefined, undefined, most),
    async ofThreads(threadIds) {
      const ids = [...threadIds];
      const [entries, queued] = [inArray(searchEntries.threadId, ids), inArray(searchQueue.threadId, ids)];
      return (await places(entries, queued, MOST_IN_THREADS)) ?? ids.map(wholeThread);
    },
  };
}

/** What is read of some messages at once, in bytes of JSON; one message at least. */
const READ_AT_ONCE = 500_000;
const RANGES_AT_ONCE = 50;
/** In messages: often one of the first will do. */
const FIRST_AT_ONCE = 16;

/**
 * The texts of a thread's messages in some ranges, oldest first, a few at a time. Each time it is asked for more, and no
 * sooner, it reads more.
 */
export async function* readRanges(
  db: Database,
  threadId: string,
  ranges: readonly MessageRange[],
): AsyncGenerator<string[]> {
  const apart = merged(ranges);
  for (let at = 0; at < apart.length; at += RANGES_AT_ONCE) {
    const within = apart
      .slice(at, at + RANGES_AT_ONCE)
      .map(({ first, last }) => between(messages.position, first, last));
    const where = and(eq(messages.threadId, threadId), or(...within));
    for await (const positions of placesInBatches(db, where, READ_AT_ONCE, FIRST_AT_ONCE)) {
      const rows = await db
        .select({ text: messages.text })
        .from(messages)
        .where(inArray(messages.position, positions))
        .orderBy(asc(messages.position));
      yield rows.map(({ text }) => text);
    }
  }
}

/** Ranges of one thread in order, with those in one that overlap. */
function merged(ranges: readonly MessageRange[]): MessageRange[] {
  const apart: MessageRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = apart.at(-1);
    if (before && range.first <= before.last) before.last = Math.max(before.last, range.last);
    else apart.push({ ...range });
  }
  return apart;
}
