import { messageSchema, type Message } from '../protocol/message.ts';
import { threadSchema, type Thread } from '../protocol/thread.ts';
import { nullIfMissing, type HubRequests } from './hub-requests.ts';
import { threadPath } from './paths.ts';

/** A thread and all of its messages, oldest first. */
export interface WholeThread {
  thread: Thread;
  messages: Message[];
}

/**
 * Loads a thread with all of its messages.
 * @param withChildRuns whether to include the messages of runs that agents have started, which are between agents
 * @throws what `requestJson` does
 */
export async function loadWholeThread(
  hub: HubRequests,
  threadId: string,
  signal: AbortSignal,
  withChildRuns = true,
): Promise<WholeThread> {
  const path = `${threadPath(threadId)}/messages?include_child_runs=${withChildRuns}`;
  const [thread, messages] = await Promise.all([
    hub.requestJson(threadSchema, threadPath(threadId), { signal }),
    hub.requestAllPages(messageSchema, path, { after: null, signal }),
  ]);
  return { thread, messages };
}

/**
 * Loads all threads, one by one. A thread that is deleted meanwhile is left out.
 * @param onProgress called with the number of threads loaded so far, and of all threads
 * @throws what `requestJson` does
 */
export async function loadWholeThreads(
  hub: HubRequests,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<WholeThread[]> {
  const threads = await hub.requestAllPages(threadSchema, '/v1/threads', { after: null, signal });
  const ids = new Set(threads.map(({ id }) => id)); // a new message may move a thread to another page meanwhile
  const whole: WholeThread[] = [];
  for (const [done, id] of [...ids].entries()) {
    onProgress(done, ids.size);
    const one = await nullIfMissing(loadWholeThread(hub, id, signal));
    if (one) whole.push(one);
  }
  return whole;
}

/** The format that a file names. `version` changes when readers of one version cannot read the other version. */
const FORMAT = { format: 'symposium.threads', version: 1 } as const;

/**
 * Returns threads as JSON, each with its messages, in the API's format.
 * @param now the current time, in milliseconds since 1970
 */
export function threadsAsJson(threads: readonly WholeThread[], now: number): string {
  const file = { ...FORMAT, exported_at: Math.floor(now / 1000), threads };
  return `${JSON.stringify(file, null, 2)}\n`;
}
