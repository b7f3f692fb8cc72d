import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm';
import { wordFinder } from '../../protocol/search-pattern.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { Database } from './database.ts';
import { excerptAround } from './excerpt.ts';
import { threads } from './schema.ts';
import { readRanges, searchIndexOf, wholeThread, type MessageRange } from './search-index.ts';

/**
 * Maximum number of places that a search takes from the index. If there are more, the words are common: then the
 * threads are searched in list order until the page is full.
 */
const MAX_PLACES = 2_000;

type ListedRow = typeof threads.$inferSelect;

/** A thread that matches. */
export interface Found {
  row: ListedRow;
  /** An excerpt of the message that matches; null if the title matches. */
  match: string | null;
}

/** A search of an account's threads. */
export interface ThreadSearch {
  /** The ids of the threads that may match; null if any thread may match. */
  readonly among: readonly string[] | null;
  /** Returns those of these threads that match. */
  find(rows: readonly ListedRow[]): Promise<Found[]>;
}

/**
 * Begins a search for words that all occur in the title of a thread, or in one message of it or of its children.
 * Titles of children count only if children are listed.
 * @param signal aborts the search between two reads. The search then throws the signal's reason.
 */
export async function searchThreads(
  db: Database,
  accountId: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<ThreadSearch> {
  const hasWords = wordFinder(words);
  const index = searchIndexOf(db, accountId, words);
  const known = index.isUseful ? await index.ofAccount(MAX_PLACES) : null;
  const knownByThread = known && byThread(known);

  /** Returns the ranges of messages that may contain the words, by thread. */
  async function rangesOf(threadIds: readonly string[]): Promise<ReadonlyMap<string, MessageRange[]>> {
    if (knownByThread) return knownByThread;
    return byThread(index.isUseful ? await index.ofThreads(threadIds) : threadIds.map(wholeThread));
  }

  /** Returns the first message that contains the words. */
  async function findText(
    threadIds: readonly string[],
    ranges: ReadonlyMap<string, MessageRange[]>,
  ): Promise<string | undefined> {
    for (const id of threadIds) {
      for await (const texts of readRanges(db, id, ranges.get(id) ?? [])) {
        await yieldToEventLoop(); // streams have priority
        signal.throwIfAborted();
        const text = texts.find(hasWords);
        if (text !== undefined) return text;
      }
    }
    return undefined;
  }

  return {
    among: knownByThread && (await withParents(db, [...knownByThread.keys()])),
    async find(rows) {
      await yieldToEventLoop();
      signal.throwIfAborted();
      const untitled = rows.filter(({ metadata }) => !hasWords(metadata['topic'] ?? ''));
      const own = await withChildren(db, untitled);
      const ranges = own.size > 0 ? await rangesOf([...own.values()].flat()) : new Map();
      const found: Found[] = [];
      for (const row of rows) {
        const ids = own.get(row.id);
        const text = ids && (await findText(ids, ranges));
        if (!ids) found.push({ row, match: null });
        else if (text !== undefined) found.push({ row, match: excerptAround(text, words) });
      }
      return found;
    },
  };
}

/**
 * Returns a filter that keeps only the latest matching version of each conversation. Call it with threads in list
 * order.
 */
export function createLatestOnly(
  db: Database,
  { find }: ThreadSearch,
): (found: readonly Found[]) => Promise<Found[]> {
  const latest = new Map<string, string>();
  return async (found) => {
    for (const { row } of found) {
      if (latest.has(row.conversationId)) continue;
      const later = await db
        .select()
        .from(threads)
        .where(and(eq(threads.conversationId, row.conversationId), gt(threads.activity, row.activity)))
        .orderBy(desc(threads.activity));
      const [first] = await find(later);
      latest.set(row.conversationId, (first?.row ?? row).id);
    }
    return found.filter(({ row }) => latest.get(row.conversationId) === row.id);
  };
}

function byThread(ranges: readonly MessageRange[]): Map<string, MessageRange[]> {
  const grouped = new Map<string, MessageRange[]>();
  for (const range of ranges) {
    const others = grouped.get(range.threadId);
    if (others) others.push(range);
    else grouped.set(range.threadId, [range]);
  }
  return grouped;
}

/** Returns the threads and their parents. */
async function withParents(db: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ parentId: threads.parentId })
    .from(threads)
    .where(inArray(threads.id, [...ids]));
  return [...new Set([...ids, ...rows.flatMap(({ parentId }) => parentId ?? [])])];
}

/** Returns the ids of each thread and its children, those with the oldest activity first. */
async function withChildren(db: Database, rows: readonly ListedRow[]): Promise<Map<string, string[]>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const children = await db
    .select({ id: threads.id, parentId: threads.parentId, activity: threads.activity })
    .from(threads)
    .where(inArray(threads.parentId, ids))
    .orderBy(asc(threads.activity));
  return new Map(
    rows.map((row) => [
      row.id,
      [row, ...children.filter(({ parentId }) => parentId === row.id)]
        .toSorted((one, other) => one.activity - other.activity)
        .map(({ id }) => id),
    ]),
  );
}
