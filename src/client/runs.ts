import { RUN_HAS_ENDED } from '../protocol/api-error.ts';
import { pageSchema } from '../protocol/page.ts';
import { runSchema, type Run } from '../protocol/run.ts';
import { ApiError, type HubRequests } from './hub-requests.ts';
import { runPath, threadPath } from './paths.ts';

/** Loads the newest run of a thread; null if the thread has no runs. */
export async function newestRun(
  hub: HubRequests,
  threadId: string,
  signal?: AbortSignal,
): Promise<Run | null> {
  const path = `${threadPath(threadId)}/runs?limit=1`;
  const { data } = await hub.requestJson(pageSchema(runSchema), path, signal && { signal });
  return data[0] ?? null;
}

/** Loads all runs of a thread, oldest first. */
export function allRuns(hub: HubRequests, threadId: string, signal: AbortSignal): Promise<Run[]> {
  return hub.requestAllPages(runSchema, `${threadPath(threadId)}/runs`, { after: null, signal });
}

/** A run to start. */
export interface RunStart {
  /** If null, the hub creates a thread in the same step. */
  threadId: string | null;
  assistantId: string;
  /** The person's message. If null, the agent answers the thread as it is. */
  text: string | null;
  /** The hub starts one run per key, so a request can be sent again when its answer was lost. */
  idempotencyKey: string;
}

/** Starts a run. The hub adds the person's message in the same step. */
export function startRun(hub: HubRequests, start: RunStart): Promise<Run> {
  const { threadId, assistantId, text, idempotencyKey } = start;
  const messages = text === null ? [] : [{ role: 'user', content: text }];
  const path = threadId === null ? '/v1/threads/runs' : `${threadPath(threadId)}/runs`;
  const input = threadId === null ? { thread: { messages } } : { additional_messages: messages };
  return hub.requestJson(runSchema, path, {
    body: { assistant_id: assistantId, ...input },
    idempotencyKey,
  });
}

/** Asks the hub to stop a run; does nothing if the run has ended. The run's stream reports when it has stopped. */
export async function cancelRun(hub: HubRequests, threadId: string, runId: string): Promise<void> {
  try {
    await hub.requestJson(runSchema, `${runPath(threadId, runId)}/cancel`, { body: {} });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === RUN_HAS_ENDED)) throw error;
  }
}
