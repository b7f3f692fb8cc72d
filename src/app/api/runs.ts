import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import { isActive, runSchema, type Run } from '../../protocol/run.ts';
import { loadList, type LoadedList } from './loaded-list.ts';
import { firstLoadedTime } from './messages.ts';
import { threadKey } from './threads.ts';

/** The key of the mutation that starts a run on a thread. */
export function startRunKey(threadId: string) {
  return [...threadKey(threadId), 'start-run'] as const;
}

/** The runs of a thread, back to its first loaded message. `newestRunQuery` fetches them. */
export function threadRunsQuery(threadId: string | null) {
  return queryOptions<LoadedList<Run>>({
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
  return loaded.items.at(-1) ?? null;
}

/** Loads the runs that belong to earlier messages. Called after these messages have been loaded. */
export async function loadEarlierRuns(client: QueryClient, threadId: string): Promise<void> {
  const isKnown = client.getQueryData(threadRunsQuery(threadId).queryKey)?.hasEarlier === false;
  if (!isKnown) await client.invalidateQueries({ queryKey: newestRunQuery(threadId).queryKey });
}

function loadRuns(client: QueryClient, threadId: string, signal: AbortSignal): Promise<LoadedList<Run>> {
  return loadList({
    schema: runSchema,
    path: `${threadPath(threadId)}/runs`,
    known: client.getQueryData(threadRunsQuery(threadId).queryKey),
    isFinal: ({ status }) => !isActive(status),
    from: () => firstLoadedTime(client, threadId),
    signal,
  });
}
