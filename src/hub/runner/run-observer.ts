import type { RunRow } from '../db/runs.ts';
import type { ThreadRow } from '../db/threads.ts';

/** Who counts runs, writes of them in the log, or sees to what comes after them. */
export interface RunObserver {
  runBegan(run: RunRow, thread: ThreadRow): void;
  runEnded(run: RunRow, thread: ThreadRow): void;
}
