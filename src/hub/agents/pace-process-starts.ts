import { endOfTurn } from '../end-of-turn.ts';

/** In so many turns of the event loop a delta is read, written to the log and sent. */
export const TURNS_BETWEEN_STARTS = 4;

let next = Promise.resolve();

/**
 * Settles when the next process may be started. To start one holds this thread, for some 20 ms and longer on a busy machine:
 * its page tables are copied, and the system waits for the copy to become the program. So streams go on between two starts.
 */
export function untilStartAllowed(): Promise<void> {
  const turn = next;
  next = turn.then(() => endOfTurn(TURNS_BETWEEN_STARTS));
  return turn;
}
