import type { Database } from '../db/database.ts';
import { sweepKeys } from '../db/idempotency-keys.ts';
import type { DeltaLog } from './delta-log.ts';

const INTERVAL = 60_000;
/** How long a request's `Idempotency-Key` is remembered. */
const KEY_RETENTION = 24 * 3_600_000;

/**
 * Removes, once a minute, the logs of runs that ended longer ago than the retention, and old idempotency keys.
 * @param retention in milliseconds
 */
export function startSweeping(
  db: Database,
  log: DeltaLog,
  retention: number,
  report: (problem: string, error: unknown) => void,
): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();

  function sweep(): void {
    const now = Date.now();
    sweeping = log
      .sweep(new Date(now - retention))
      .then(() => sweepKeys(db, new Date(now - KEY_RETENTION)))
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
