import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';

/** Number of turns of the event loop in which a delta is read, logged and sent. */
export const TURNS_BETWEEN_STARTS = 4;

let next = Promise.resolve();

/**
 * Resolves when the next process may be started. Starting a process blocks this thread, for about 20 ms or longer on a busy
 * machine: its page tables are copied, and the system waits until the copy has become the program. Between two starts,
 * streams are served.
 */
export function untilStartAllowed(): Promise<void> {
  const turn = next;
  next = turn.then(() => yieldToEventLoop(TURNS_BETWEEN_STARTS));
  return turn;
}
