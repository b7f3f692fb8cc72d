import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { threadPath } from '../../client/paths.ts';
import { runStepSchema, type RunStep } from '../../protocol/run-step.ts';
import { loadList, type LoadedList } from './loaded-list.ts';
import { firstLoadedTime } from './messages.ts';
import { threadKey } from './threads.ts';

/** The steps of a thread that call tools, back to its first loaded message. With null nothing is fetched. */
export function stepsQuery(threadId: string | null) {
  return queryOptions<LoadedList<RunStep>>({
    queryKey: [...threadKey(threadId ?? ''), 'steps'],
    queryFn: threadId === null ? skipToken : ({ client, signal }) => loadSteps(client, threadId, signal),
  });
}

/** Loads the steps that belong to earlier messages. Called after these messages have been loaded. */
export async function loadEarlierSteps(client: QueryClient, threadId: string): Promise<void> {
  const { queryKey } = stepsQuery(threadId);
  const isKnown = client.getQueryData(queryKey)?.hasEarlier === false;
  if (!isKnown) await client.invalidateQueries({ queryKey });
}

function loadSteps(client: QueryClient, threadId: string, signal: AbortSignal): Promise<LoadedList<RunStep>> {
  return loadList({
    schema: runStepSchema,
    path: `${threadPath(threadId)}/steps?include_thinking=true`,
    known: client.getQueryData(stepsQuery(threadId).queryKey),
    // The message that follows a step is known only once it is stored.
    isFinal: ({ status, next_message_id: next }) => status !== 'in_progress' && typeof next === 'string',
    from: () => firstLoadedTime(client, threadId),
    signal,
  });
}
