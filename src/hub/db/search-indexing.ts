import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { addGrams, gramOfLongTexts } from '../search/grams.ts';
import type { Database } from './database.ts';
import { messages, threads } from './schema.ts';
import { searchEntries, searchQueue } from './search-tables.ts';
import { TITLE } from './search-index.ts';

/** Maximum number of texts that are indexed at once. The embedded database blocks the hub during that time. */
const ROWS_AT_ONCE = 64;
/** Size of the texts that are indexed at once, in bytes of JSON. */
const TEXT_AT_ONCE = 100_000;
/** Maximum size of a text that is read, in bytes of JSON. A longer text certainly has too many different grams. */
const MAX_TEXT = 1_000_000;
/**
 * Approximate maximum number of different grams of the messages that share an entry. With more, an entry would
 * match almost any word, so messages would be read that do not contain it.
 */
const GRAMS_OF_ENTRY = 1_500;
/** Approximate number of grams that are indexed at once. */
const GRAMS_AT_ONCE = 2_048;

/** Number of deleted rows above which a vacuum is worthwhile, besides a fifth of the remaining rows. */
const MANY_DEAD = 5_000;

/** A text that waits to be indexed. */
interface Queued {
  id: number;
  threadId: string;
  position: number;
  /** In bytes of JSON; null for titles, and for messages that were deleted. */
  size: number | null;
}

/**
 * Indexes some of the queued texts, oldest first.
 * @returns whether there were any
 */
export async function indexSome(db: Database): Promise<boolean> {
  const queued = await nextQueued(db);
  if (queued.length === 0) return false;
  await db.transaction(async (transaction) => {
    const accounts = await accountsOf(transaction, queued);
    const texts = await textsOf(transaction, queued);
    const { entries, done } = toEntries(queued, accounts, texts);
    const titled = entries.filter(({ first }) => first === TITLE).map(({ threadId }) => threadId);
    if (titled.length > 0) {
      await transaction
        .delete(searchEntries)
        .where(and(inArray(searchEntries.threadId, titled), eq(searchEntries.first, TITLE)));
    }
    if (entries.length > 0) await transaction.insert(searchEntries).values(entries);
    await transaction.delete(searchQueue).where(inArray(searchQueue.id, done));
  });
  return true;
}

async function nextQueued(db: Database): Promise<Queued[]> {
  const rows = await db
    .select({
      id: searchQueue.id,
      threadId: searchQueue.threadId,
      position: searchQueue.position,
      size: sql<number | null>`octet_length(${messages.text})`,
    })
    .from(searchQueue)
    .leftJoin(
      messages,
      and(eq(messages.position, searchQueue.position), eq(messages.threadId, searchQueue.threadId)),
    )
    .orderBy(asc(searchQueue.id))
    .limit(ROWS_AT_ONCE);
  let room = TEXT_AT_ONCE;
  const tooMuch = rows.findIndex(({ size }, at) => {
    room -= size === null || size > MAX_TEXT ? 0 : size;
    return room < 0 && at > 0;
  });
  return tooMuch < 0 ? rows : rows.slice(0, tooMuch);
}

/** Returns accounts and titles of the threads, and prevents their deletion until the transaction ends. */
async function accountsOf(transaction: Database, queued: readonly Queued[]) {
  const ids = [...new Set(queued.map(({ threadId }) => threadId))];
  const rows = await transaction
    .select({ id: threads.id, accountId: threads.accountId, metadata: threads.metadata })
    .from(threads)
    .where(inArray(threads.id, ids))
    .orderBy(asc(threads.id))
    .for('key share');
  return new Map(
    rows.map(({ id, accountId, metadata }) => [id, { accountId, title: metadata['topic'] ?? '' }]),
  );
}

/** Returns the messages' texts by position; null for a text that is too long. */
async function textsOf(
  transaction: Database,
  queued: readonly Queued[],
): Promise<Map<number, string | null>> {
  const texts = new Map<number, string | null>();
  const read: number[] = [];
  for (const { position, size } of queued) {
    if (size === null) continue;
    if (size > MAX_TEXT) texts.set(position, null);
    else read.push(position);
  }
  if (read.length === 0) return texts;
  const rows = await transaction
    .select({ position: messages.position, text: messages.text })
    .from(messages)
    .where(inArray(messages.position, read));
  for (const { position, text } of rows) texts.set(position, text);
  return texts;
}

/** A future entry of the index. */
interface Entry {
  threadId: string;
  first: number;
  last: number;
  grams: Set<number>;
  /** Whether it has all grams of its texts. A text with too many grams is an entry by itself. */
  isWhole: boolean;
}

/** Creates entries for the first texts, until the entries have more than `GRAMS_AT_ONCE` grams. */
function toEntries(
  queued: readonly Queued[],
  accounts: Awaited<ReturnType<typeof accountsOf>>,
  texts: ReadonlyMap<number, string | null>,
): { entries: (typeof searchEntries.$inferInsert)[]; done: number[] } {
  const entries: Entry[] = [];
  const done: number[] = [];
  let count = 0;
  for (const { id, threadId, position } of queued) {
    if (count > GRAMS_AT_ONCE) break;
    done.push(id);
    const thread = accounts.get(threadId);
    const text = position === TITLE ? thread?.title : texts.get(position);
    if (thread === undefined || text === undefined || text === '') continue;
    const entry = toEntry(threadId, position, thread.accountId, text);
    const before = entries.at(-1);
    if (before && isOneEntry(before, entry)) {
      count -= before.grams.size;
      before.last = entry.last;
      for (const gram of entry.grams) before.grams.add(gram);
      count += before.grams.size;
    } else {
      entries.push(entry);
      count += entry.grams.size;
    }
  }
  return {
    entries: entries.map(({ threadId, first, last, grams }) => ({
      threadId,
      first,
      last,
      grams: [...grams],
    })),
    done,
  };
}

function toEntry(threadId: string, position: number, accountId: string, text: string | null): Entry {
  const grams = new Set<number>();
  const isWhole = text !== null && addGrams(grams, accountId, text);
  const place = { threadId, first: position, last: position, isWhole };
  return { ...place, grams: isWhole ? grams : new Set([gramOfLongTexts(accountId)]) };
}

/**
 * Returns whether two entries can be merged. Consecutive messages of a thread share an entry, which makes the index
 * several times smaller.
 */
function isOneEntry(before: Entry, entry: Entry): boolean {
  const areMessages = before.first !== TITLE && entry.first > before.last;
  const hasRoom = before.isWhole && before.grams.size < GRAMS_OF_ENTRY;
  return before.threadId === entry.threadId && areMessages && hasRoom && entry.isWhole;
}

/**
 * Frees the space of deleted entries if there are many. PGlite does not vacuum by itself. The cost grows with the
 * index, so it is not worthwhile for a few.
 */
export async function vacuumSearchIndex(db: Database): Promise<void> {
  const { rows } = (await db.execute(sql`
    select quote_ident(relname) as name from pg_stat_user_tables
    where relid in (${sql.raw(`'search_queue'::regclass, 'search_entries'::regclass`)})
    and n_dead_tup > ${MANY_DEAD} + n_live_tup / 5`)) as { rows: { name: string }[] };
  for (const { name } of rows) await db.execute(sql.raw(`vacuum ${name}`));
}
