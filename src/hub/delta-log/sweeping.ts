import type { DeltaLog } from './delta-log.ts';

const INTERVAL = 60_000;

/**
 * Removes, once a minute, the logs of runs that ended longer ago than the retention.
 * @param retention in milliseconds
 */
export function startSweeping(
  log: DeltaLog,
  retention: number,
  report: (problem: string, error: unknown) => void,
): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();

  function sweep(): void {
    const endedBefore = new Date(Date.now() - retention);
    sweeping = log
      .sweep(endedBefore)
      .catch((error: unknown) => report('Old deltas could not be swept', error));
  }

  sweep();
  const timer = setInterval(sweep, Math.min(INTERVAL, retention));
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
