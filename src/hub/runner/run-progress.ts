import type { AccountEvents } from '../accounts/account-events.ts';
import type { ThreadRow } from '../db/threads.ts';

/** How long it is between two tellings of one run, in milliseconds. */
const INTERVAL = 250;

/** Tells an account's clients how many deltas a run of theirs has sent. */
export interface RunProgress {
  /** Another delta was sent; to be called for each, and does next to nothing. */
  advance(deltas: number): void;
  /** The run has ended, after so many; null: it goes on without this hub. */
  end(deltas: number | null): void;
}

/** The progress of one run, told at most four times a second, and not at all where nobody listens. */
export function createRunProgress(
  accountEvents: AccountEvents,
  thread: ThreadRow,
  runId: string,
): RunProgress {
  let sent = 0;
  let told = 0;
  let ended = false;
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer = null;
    if (told === sent) return;
    told = sent;
    accountEvents.runProgressed(thread, runId, sent);
    timer = setTimeout(tell, INTERVAL);
  }

  return {
    advance(deltas) {
      sent = deltas;
      if (timer === null && !ended && accountEvents.hasListeners(thread)) tell();
    },
    end(deltas) {
      ended = true;
      if (timer !== null) clearTimeout(timer);
      if (deltas !== null && deltas !== told) accountEvents.runProgressed(thread, runId, deltas);
    },
  };
}
