import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import { allActiveRuns, LEASE_SECONDS, renewLeases, type RunOnThread } from '../db/runs.ts';
import { endActiveRun, type ActiveRuns } from './active-run.ts';

const INTERVAL = (LEASE_SECONDS * 1000) / 3;

interface LeaseDependencies {
  db: Database;
  availability: Availability;
  active: ActiveRuns;
  /** Called for a run whose lease has expired. If it fails, it is called again in the next round. */
  onLost: (lost: RunOnThread) => Promise<void>;
  report: (problem: string, error: unknown) => void;
}

/**
 * Renews the leases of the runs that this hub writes, and finds the runs that no hub writes any more. A run that
 * another hub has taken ends in this hub, because this hub can no longer write it.
 */
export function keepLeases({ db, availability, active, onLost, report }: LeaseDependencies): {
  /** Does one round now. */
  renew(): Promise<void>;
  /** Starts a round every ten seconds. */
  start(): void;
  stop(): void;
} {
  async function renew(): Promise<void> {
    const writers = active.all().map(({ recorder: { run } }) => ({ runId: run.id, attempt: run.attempt }));
    const renewed = await availability.withRetry(() => renewLeases(db, writers));
    for (const { runId } of writers) {
      const run = renewed.has(runId) ? undefined : active.get(runId);
      if (run)
        endActiveRun(run, { status: 'failed', message: 'Another hub has taken ownership of this run.' });
    }
    for (const lost of await allActiveRuns(db, { onlyLost: true })) {
      if (active.get(lost.run.id)) continue;
      await onLost(lost).catch((error: unknown) =>
        report(`Run ${lost.run.id} could not be recovered`, error),
      );
    }
  }

  /** Starts a round unless one is in progress, such as one that waits for the database. */
  function renewIfIdle(): void {
    if (isRenewing) return;
    isRenewing = true;
    renew()
      .catch((error: unknown) => report('The leases of runs could not be renewed', error))
      .finally(() => (isRenewing = false));
  }

  let isRenewing = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    renew,
    start() {
      timer ??= setInterval(renewIfIdle, INTERVAL);
    },
    stop: () => clearInterval(timer),
  };
}
