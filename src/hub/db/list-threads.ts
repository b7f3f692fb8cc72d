import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Page } from '../../protocol/page.ts';
import { ACTIVE_RUN_STATUSES } from '../../protocol/run.ts';
import { conversationOf, type Thread } from '../../protocol/thread.ts';
import type { ThreadQuery } from '../../protocol/thread-input.ts';
import type { Database } from './database.ts';
import { selectFiltered, selectPage, toPage } from './pages.ts';
import { runs, threads } from './schema.ts';
import { createLatestOnly, searchThreads } from './search-threads.ts';
import { toThread } from './threads.ts';
import { isLatestVersion, versionIds } from './versions.ts';

/** Number of threads that are searched at once. */
const SEARCHED_AT_ONCE = 10;

/**
 * Returns a page of an account's threads, sorted by their last activity. Child threads are included only on request.
 * If there are search words, the page has only threads with all of these words in the title or in one message. If
 * only the latest versions are requested, it has one thread per conversation: the latest version, or the latest that
 * matches.
 * @param signal aborts a search between two reads. The function then throws the signal's reason.
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
  const search = await searchThreads(db, accountId, words, signal);
  const onlyLatest = isLatest ? createLatestOnly(db, search) : null;
  const candidates = search.among ?? undefined;
  const found = await selectFiltered(
    db,
    { ...list, among: candidates },
    query,
    SEARCHED_AT_ONCE,
    async (rows) => {
      const hits = await search.find(rows);
      return onlyLatest ? onlyLatest(hits) : hits;
    },
  );
  return withRuns(
    db,
    toPage(found, ({ row, match }) => ({ ...toThread(row), match })),
  );
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

/** Adds the ids of all versions to each thread. A run in another version counts as a run in the thread. */
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
