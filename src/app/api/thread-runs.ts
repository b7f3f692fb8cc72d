import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import { pageSchema } from '../../protocol/page.ts';
import { isActive, runSchema, type Run } from '../../protocol/run.ts';
import { requestAllPages, requestJson } from './http.ts';
import { messagesQuery } from './messages.ts';
import { threadKey } from './threads.ts';

/** What has been loaded of a thread's runs: the newest, without a gap. */
interface LoadedRuns {
  /** Oldest first. */
  readonly runs: readonly Run[];
  /** The thread has runs before these. */
  readonly hasEarlier: boolean;
}

const RUNS_PAGE = 100;
const runPageSchema = pageSchema(runSchema);

/** The runs of a thread, as far back as its messages have been loaded: who fetches the newest one fetches these. */
export function threadRunsQuery(threadId: string | null) {
  return queryOptions<LoadedRuns>({
    queryKey: [...threadKey(threadId ?? ''), 'runs'],
    queryFn: skipToken,
  });
}

/** The newest run of a thread; null if it has none. */
export function newestRunQuery(threadId: string | null) {
  return queryOptions({
    queryKey: [...threadKey(threadId ?? ''), 'newest-run'],
    queryFn: threadId === null ? skipToken : ({ client, signal }) => loadNewestRun(client, threadId, signal),
  });
}

async function loadNewestRun(
  client: QueryClient,
  threadId: string,
  signal: AbortSignal,
): Promise<Run | null> {
  const loaded = await loadRuns(client, threadId, signal);
  client.setQueryData(threadRunsQuery(threadId).queryKey, loaded);
  return loaded.runs.at(-1) ?? null;
}

/** Loads the runs of the earlier messages that have been loaded meanwhile. */
export async function loadEarlierRuns(client: QueryClient, threadId: string): Promise<void> {
  const isKnown = client.getQueryData(threadRunsQuery(threadId).queryKey)?.hasEarlier === false;
  if (!isKnown) await client.invalidateQueries({ queryKey: newestRunQuery(threadId).queryKey });
}

/** A run that has ended changes no more, so that to fetch again is to fetch what is new. */
async function loadRuns(client: QueryClient, threadId: string, signal: AbortSignal): Promise<LoadedRuns> {
  const { queryKey } = threadRunsQuery(threadId);
  const known = client.getQueryData(queryKey) ?? { runs: [], hasEarlier: true };
  const firstActive = known.runs.findIndex(({ status }) => isActive(status));
  const ended = firstActive < 0 ? known.runs : known.runs.slice(0, firstActive);
  const last = ended.at(-1);
  if (!last) return reachBack(client, threadId, { runs: [], hasEarlier: true }, signal);
  const newer = await requestAllPages(runSchema, runsPath(threadId), { after: last.id, signal });
  return reachBack(client, threadId, { ...known, runs: [...ended, ...newer] }, signal);
}

/** Loads pages until they reach back to the first message that has been loaded. */
async function reachBack(
  client: QueryClient,
  threadId: string,
  loaded: LoadedRuns,
  signal: AbortSignal,
): Promise<LoadedRuns> {
  const from = client.getQueryData(messagesQuery(threadId).queryKey)?.pages[0]?.[0]?.created_at ?? Infinity;
  let { runs, hasEarlier } = loaded;
  for (let [first] = runs; hasEarlier && (!first || first.created_at >= from); [first] = runs) {
    const cursor = first ? `&after=${encodeURIComponent(first.id)}` : '';
    const path = `${runsPath(threadId)}?limit=${RUNS_PAGE}&order=desc${cursor}`;
    const page = await requestJson(runPageSchema, path, { signal });
    runs = [...page.data.toReversed(), ...runs];
    hasEarlier = page.has_more && page.data.length > 0;
  }
  return { runs, hasEarlier };
}

function runsPath(threadId: string): string {
  return `${threadPath(threadId)}/runs`;
}

/** The key of the mutation that starts a run on a thread. */
export function startRunKey(threadId: string) {
  return [...threadKey(threadId), 'start-run'] as const;
}
