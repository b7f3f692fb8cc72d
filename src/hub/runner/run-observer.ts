import type { RunRow } from '../db/runs.ts';
import type { ThreadRow } from '../db/threads.ts';

/** Called when a run begins and after it has ended, such as for metrics, the log, or work that follows a run. */
export interface RunObserver {
  runBegan(run: RunRow, thread: ThreadRow): void;
  runEnded(run: RunRow, thread: ThreadRow): void;
}
