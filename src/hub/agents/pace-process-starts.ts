import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

/** Number of turns of the event loop between two starts: enough to read, log and send a delta. */
export const TURNS_BETWEEN_STARTS = 4;

let next = Promise.resolve();

/**
 * Resolves when the next process may be started. Starting a process blocks this thread for about 20 ms, or longer on a
 * busy machine: the system copies this process's page tables, and waits until the copy runs the new program. Streams
 * are served between two starts.
 */
export function untilStartAllowed(): Promise<void> {
  const turn = next;
  next = turn.then(() => yieldToEventLoop(TURNS_BETWEEN_STARTS));
  return turn;
}
