import type { Accounts } from '../accounts/accounts.ts';
import type { Database } from '../db/database.ts';
import { deleteLeftOver } from '../db/hidden-threads.ts';
import { sweepKeys } from '../db/idempotency-keys.ts';
import { vacuumSearchIndex } from '../db/search-indexing.ts';
import { vacuumAgentTables } from '../db/agent-tables.ts';
import type { DeltaLog } from './delta-log.ts';

const INTERVAL = 60_000;
const ACCOUNT_INTERVAL = 3_600_000;
/** How long an `Idempotency-Key` is stored, in milliseconds. */
const KEY_RETENTION = 24 * 3_600_000;

/** Dependencies of the sweeper. */
interface SweepingDependencies {
  db: Database;
  log: DeltaLog;
  accounts: Accounts;
  /** How long a log is kept after its run, in milliseconds. */
  retention: number;
  report: (problem: string, error: unknown) => void;
}

/**
 * Starts to delete outdated data. Once a minute or more often, it deletes old idempotency keys and the logs of runs
 * that ended longer ago than the retention. Once an hour, it deletes accounts without data. At the start, it also
 * finishes the deletions that an earlier hub has left unfinished.
 */
export function startSweeping({ db, log, accounts, retention, report }: SweepingDependencies): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const leftOver = deleteLeftOver(db, new Date(), stopping.signal).catch(reportFailure);
  const logs = repeat(Math.min(INTERVAL, retention), async () => {
    const now = Date.now();
    await log.sweep(new Date(now - retention));
    await sweepKeys(db, new Date(now - KEY_RETENTION));
    await vacuumSearchIndex(db);
    await vacuumAgentTables(db);
  });
  const empty = repeat(ACCOUNT_INTERVAL, () => accounts.sweep());

  function reportFailure(error: unknown): void {
    report('Outdated data could not be deleted', error);
  }

  /**
   * Calls `sweep` now and after each interval. Returns a function that stops this and waits for the sweep in
   * progress.
   */
  function repeat(interval: number, sweep: () => Promise<void>): () => Promise<void> {
    let sweeping: Promise<void> = Promise.resolve();
    const start = () => {
      sweeping = sweep().catch(reportFailure);
    };
    start();
    const timer = setInterval(start, interval);
    return () => {
      clearInterval(timer);
      return sweeping;
    };
  }

  return {
    async stop() {
      stopping.abort();
      await Promise.all([leftOver, logs(), empty()]);
    },
  };
}
