import { and, arrayContains, asc, between, count, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import { gramOfLongTexts, gramsOfSearch } from '../search/grams.ts';
import type { Database } from './database.ts';
import { placesInBatches } from './message-places.ts';
import { messages } from './schema.ts';
import { searchEntries, searchQueue } from './search-tables.ts';

/** Messages of a thread between two positions, inclusive. */
export interface MessageRange {
  threadId: string;
  first: number;
  last: number;
}

/** The position of a thread's title, before those of its messages. */
export const TITLE = 0;
const LAST_POSITION = Number.MAX_SAFE_INTEGER;
/** Limit for a search in the threads of a page. It is higher than the number of places in them. */
const MAX_IN_THREADS = 1_000_000;

/** Returns the range of all messages of a thread. */
export function wholeThread(threadId: string): MessageRange {
  return { threadId, first: TITLE + 1, last: LAST_POSITION };
}

/** Finds the messages and titles of an account that may contain every word of a search. */
export interface SearchIndex {
  /** Whether the index can find these words. It cannot find a single accent, for example. */
  readonly isUseful: boolean;
  /**
   * Returns all such places of the account, unsorted; null if there are more than `most`. The result also contains
   * places of other accounts that are not indexed yet.
   */
  ofAccount(most: number): Promise<MessageRange[] | null>;
  /** Returns such places in some threads, unsorted. */
  ofThreads(threadIds: readonly string[]): Promise<MessageRange[]>;
}

/** Creates the index search for some words. It includes texts that are not indexed yet. */
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
      // Entries are small because their grams are stored elsewhere, so the planner underestimates the cost of a
      // sequential scan.
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
      // The queued messages of a thread are usually all of it, or its last ones.
      const pending = await transaction
        .select({
          threadId: queue.threadId,
          first: sql<number>`min(${queue.position})`.mapWith(Number),
          last: sql<number>`max(${queue.position})`.mapWith(Number),
          count: count(),
        })
        .from(queue)
        .groupBy(queue.threadId);
      const isTooMuch = pending.reduce((sum, one) => sum + one.count, found.length) > most;
      return isTooMuch ? null : [...found, ...pending];
    });
  }

  return {
    isUseful,
    ofAccount: (most) => places(undefined, undefined, most),
    async ofThreads(threadIds) {
      const ids = [...threadIds];
      const [entries, queued] = [inArray(searchEntries.threadId, ids), inArray(searchQueue.threadId, ids)];
      return (await places(entries, queued, MAX_IN_THREADS)) ?? ids.map(wholeThread);
    },
  };
}

/** Maximum size of one read, in bytes of JSON. At least one message is read. */
const READ_AT_ONCE = 500_000;
const RANGES_AT_ONCE = 50;
/** Maximum number of messages in the first read. It is low, because often one of the first messages matches. */
const FIRST_AT_ONCE = 16;

/**
 * Yields the texts of a thread's messages in some ranges, oldest first, in batches. Each batch is read only when it
 * is requested.
 */
export async function* readRanges(
  db: Database,
  threadId: string,
  ranges: readonly MessageRange[],
): AsyncGenerator<string[]> {
  const separate = merged(ranges);
  for (let at = 0; at < separate.length; at += RANGES_AT_ONCE) {
    const within = separate
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

/** Sorts the ranges of one thread, and merges those that overlap. */
function merged(ranges: readonly MessageRange[]): MessageRange[] {
  const separate: MessageRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = separate.at(-1);
    if (before && range.first <= before.last) before.last = Math.max(before.last, range.last);
    else separate.push({ ...range });
  }
  return separate;
}
