import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import { pageSchema } from '../../protocol/page.ts';
import { isActive, runSchema, type Run } from '../../protocol/run.ts';
import { hub } from './hub.ts';
import { messagesQuery } from './messages.ts';
import { threadKey } from './threads.ts';

const RUNS_PAGE = 100;
const runPageSchema = pageSchema(runSchema);

/** The key of the mutation that starts a run on a thread. */
export function startRunKey(threadId: string) {
  return [...threadKey(threadId), 'start-run'] as const;
}

/** The loaded runs of a thread: the newest ones, without a gap. */
interface LoadedRuns {
  /** Oldest first. */
  readonly runs: readonly Run[];
  /** Whether the thread has runs before these. */
  readonly hasEarlier: boolean;
}

/** The runs of a thread, back to its first loaded message. `newestRunQuery` fetches them. */
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

/** Loads the runs that belong to earlier messages. Called after these messages have been loaded. */
export async function loadEarlierRuns(client: QueryClient, threadId: string): Promise<void> {
  const isKnown = client.getQueryData(threadRunsQuery(threadId).queryKey)?.hasEarlier === false;
  if (!isKnown) await client.invalidateQueries({ queryKey: newestRunQuery(threadId).queryKey });
}

/** Requests only runs that may be new or changed: a run that has ended does not change. */
async function loadRuns(client: QueryClient, threadId: string, signal: AbortSignal): Promise<LoadedRuns> {
  const { queryKey } = threadRunsQuery(threadId);
  const known = client.getQueryData(queryKey) ?? { runs: [], hasEarlier: true };
  const firstActive = known.runs.findIndex(({ status }) => isActive(status));
  const ended = firstActive < 0 ? known.runs : known.runs.slice(0, firstActive);
  const last = ended.at(-1);
  if (!last) return reachBack(client, threadId, { runs: [], hasEarlier: true }, signal);
  const newer = await hub.requestAllPages(runSchema, runsPath(threadId), { after: last.id, signal });
  return reachBack(client, threadId, { ...known, runs: [...ended, ...newer] }, signal);
}

/** Loads pages of runs back to the first loaded message. */
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
    const page = await hub.requestJson(runPageSchema, path, { signal });
    runs = [...page.data.toReversed(), ...runs];
    hasEarlier = page.has_more && page.data.length > 0;
  }
  return { runs, hasEarlier };
}

function runsPath(threadId: string): string {
  return `${threadPath(threadId)}/runs`;
}
