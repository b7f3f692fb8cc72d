import type { AccountEvents } from '../accounts/account-events.ts';
import type { ThreadRow } from '../db/threads.ts';

/** Minimum time between two events of one run, in milliseconds. */
const INTERVAL = 250;

/** Reports the number of deltas of a run to the account's clients. */
export interface RunProgress {
  /** Call this for each delta that was sent. It is cheap. */
  advance(deltas: number): void;
  /** Call this when the run has ended, with the number of its deltas; null if it continues without this hub. */
  end(deltas: number | null): void;
}

/** Creates the progress of one run. It is reported at most four times a second, and only while a client listens. */
export function createRunProgress(
  accountEvents: AccountEvents,
  thread: ThreadRow,
  runId: string,
): RunProgress {
  let sent = 0;
  let reported = 0;
  let ended = false;
  let timer: NodeJS.Timeout | null = null;

  function report(): void {
    timer = null;
    if (reported === sent) return;
    reported = sent;
    accountEvents.runProgressed(thread, runId, sent);
    timer = setTimeout(report, INTERVAL);
  }

  return {
    advance(deltas) {
      sent = deltas;
      if (timer === null && !ended && accountEvents.hasListeners(thread)) report();
    },
    end(deltas) {
      ended = true;
      if (timer !== null) clearTimeout(timer);
      if (deltas !== null && deltas !== reported) accountEvents.runProgressed(thread, runId, deltas);
    },
  };
}
