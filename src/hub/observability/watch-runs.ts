import type { RunRow } from '../db/runs.ts';
import type { RunObserver } from '../runner/run-observer.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** Counts and logs the runs that begin in this process. Failed runs are logged at `info`, with the reason. */
export function watchRuns(logger: Logger, metrics: Metrics): RunObserver {
  return {
    runBegan(run) {
      metrics.runBegan();
      logger.debug(idsOf(run), 'A run began');
    },
    runEnded(run) {
      metrics.runEnded(run.status);
      const level = run.status === 'failed' ? 'info' : 'debug';
      const entry = { ...idsOf(run), status: run.status, deltas: run.deltas, reason: run.lastError?.message };
      logger[level](entry, `A run ended: ${run.status}`);
    },
  };
}

function idsOf({ id, threadId, assistantId }: RunRow) {
  return { run: id, thread: threadId, agent: assistantId };
}
