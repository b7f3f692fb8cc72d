import { and, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Page } from '../../protocol/page.ts';
import { ACTIVE_RUN_STATUSES } from '../../protocol/run.ts';
import { conversationOf, type Thread, type ThreadQuery } from '../../protocol/thread.ts';
import { endOfTurn } from '../end-of-turn.ts';
import type { Database } from './database.ts';
import { excerptAround } from './excerpt.ts';
import { holdsAll, jsonValueOf } from './json-text.ts';
import { selectKept, selectPage, toPage } from './pages.ts';
import { messages, runs, threads } from './schema.ts';
import { toThread } from './threads.ts';
import { isLatestVersion, versionIds } from './versions.ts';

/** How many threads are searched at once: with the embedded database the hub does nothing else meanwhile. */
const SEARCHED_AT_ONCE = 10;

/**
 * A page of an account's threads, in the order in which something last happened in them; child threads only if
 * asked for. With words to search for, those whose title, or one of whose messages, holds all of them. If only the
 * latest versions are asked for, it has one thread of each conversation, or of those that are found.
 * @param signal aborts a search between two slices of it; then this throws its reason
 */
export async function listThreads(
  db: Database,
  accountId: string,
  query: ThreadQuery & { include_subthreads: boolean },
  signal: AbortSignal,
): Promise<Page<Thread>> {
  const { search: words, versions, include_subthreads } = query;
  const isLatest = versions === 'latest';
  const where = and(
    eq(threads.accountId, accountId),
    include_subthreads ? undefined : isNull(threads.parentId),
  );
  const list = { table: threads, by: 'activity', where } as const;
  const withRuns = isLatest ? withVersions : withActiveRuns;
  if (words.length === 0) {
    const filter = isLatest ? isLatestVersion(db) : undefined;
    return withRuns(db, toPage(await selectPage(db, { ...list, filter }, query), toThread));
  }
  const latest = new Map<string, string>();
  const found = await selectKept(db, list, query, SEARCHED_AT_ONCE, async (rows) => {
    await endOfTurn(); // live text goes first
    signal.throwIfAborted();
    const hits = await search(db, rows, words);
    return isLatest ? onlyLatest(db, hits, words, latest) : hits;
  });
  return withRuns(
    db,
    toPage(found, ({ row, match }) => ({ ...toThread(row), match })),
  );
}

type ListedRow = typeof threads.$inferSelect;

interface Found {
  row: ListedRow;
  /** An excerpt of the message that was found; null where the title was. */
  match: string | null;
}

/** Those of these threads that are found. */
async function search(db: Database, rows: ListedRow[], words: readonly string[]): Promise<Found[]> {
  if (rows.length === 0) return [];
  const hits = await findHits(
    db,
    rows.map(({ id }) => id),
    words,
  );
  return rows.flatMap<Found>((row) => {
    if (hits.some(({ id, isTitle }) => id === row.id && isTitle)) return [{ row, match: null }];
    const hit = hits.find(
      ({ id, parentId, text }) => text !== null && (id === row.id || parentId === row.id),
    );
    return hit ? [{ row, match: excerptAround(hit.text!, words) }] : [];
  });
}

/**
 * Those of the threads that were found of whose conversations no later version is found.
 * @param latest the version for each conversation that has come up in this search, which grows
 */
async function onlyLatest(
  db: Database,
  found: readonly Found[],
  words: readonly string[],
  latest: Map<string, string>,
): Promise<Found[]> {
  for (const { row } of found) {
    if (latest.has(row.conversationId)) continue;
    const later = await db
      .select()
      .from(threads)
      .where(and(eq(threads.conversationId, row.conversationId), gt(threads.activity, row.activity)))
      .orderBy(desc(threads.activity));
    const [first] = await search(db, later, words);
    latest.set(row.conversationId, (first?.row ?? row).id);
  }
  return found.filter(({ row }) => latest.get(row.conversationId) === row.id);
}

/**
 * Of these threads and their children: whether the title holds the words, else the first message that does. Nobody
 * sees the title of a child, so its messages are looked at in any case.
 */
async function findHits(db: Database, ids: string[], words: readonly string[]) {
  const isTitle = holdsAll(jsonValueOf(threads.metadata, 'topic'), words);
  const hit = db
    .select({ text: messages.text })
    .from(messages)
    .where(
      and(
        eq(messages.threadId, threads.id),
        sql`(${threads.parentId} is not null or not ${isTitle})`,
        holdsAll(messages.text, words),
      ),
    )
    .orderBy(messages.position)
    .limit(1)
    .as('hit');
  return db
    .select({ id: threads.id, parentId: threads.parentId, isTitle: sql<boolean>`${isTitle}`, text: hit.text })
    .from(threads)
    .leftJoinLateral(hit, sql`true`)
    .where(or(inArray(threads.id, ids), inArray(threads.parentId, ids)))
    .orderBy(threads.activity);
}

async function withActiveRuns(db: Database, page: Page<Thread>): Promise<Page<Thread>> {
  const active = await activeRunIds(
    db,
    page.data.map((thread) => thread.id),
  );
  return {
    ...page,
    data: page.data.map((thread) => ({ ...thread, active_run_id: active.get(thread.id) ?? null })),
  };
}

/** With the other versions of each thread; a run in one of them counts as one in the thread. */
async function withVersions(db: Database, page: Page<Thread>): Promise<Page<Thread>> {
  const versions = await versionIds(db, page.data.map(conversationOf));
  const active = await activeRunIds(db, [...page.data.map(({ id }) => id), ...[...versions.values()].flat()]);
  const data = page.data.map((thread) => {
    const all = versions.get(conversationOf(thread)) ?? [thread.id];
    const running = [thread.id, ...all].find((id) => active.has(id));
    return { ...thread, versions: all, active_run_id: running === undefined ? null : active.get(running)! };
  });
  return { ...page, data };
}

async function activeRunIds(db: Database, threadIds: string[]): Promise<Map<string, string>> {
  if (threadIds.length === 0) return new Map();
  const rows = await db
    .select({ threadId: runs.threadId, id: runs.id })
    .from(runs)
    .where(and(inArray(runs.threadId, threadIds), inArray(runs.status, [...ACTIVE_RUN_STATUSES])));
  return new Map(rows.map(({ threadId, id }) => [threadId, id]));
}
