import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import { allActiveRuns, LEASE_SECONDS, renewLeases, type RunOnThread } from '../db/runs.ts';
import { endActiveRun, type ActiveRuns } from './active-run.ts';

const INTERVAL = (LEASE_SECONDS * 1000) / 3;

interface LeaseDependencies {
  db: Database;
  availability: Availability;
  active: ActiveRuns;
  /** Called for a run whose writer has let its lease run out. Where it fails, the next round calls it again. */
  onLost: (lost: RunOnThread) => Promise<void>;
  report: (problem: string, error: unknown) => void;
}

/**
 * Renews the leases of the runs that this hub writes, and looks for those that nobody writes any more.
 * A run that another writer has taken over ends here: it could not be written anyway.
 */
export function keepLeases({ db, availability, active, onLost, report }: LeaseDependencies): {
  /** One round, now. */
  renew(): Promise<void>;
  /** From now on a round every ten seconds. */
  start(): void;
  stop(): void;
} {
  async function renew(): Promise<void> {
    const writers = active.all().map(({ recorder: { run } }) => ({ runId: run.id, attempt: run.attempt }));
    const renewed = await availability.outlive(() => renewLeases(db, writers));
    for (const { runId } of writers) {
      const run = renewed.has(runId) ? undefined : active.get(runId);
      if (run) endActiveRun(run, { status: 'failed', message: 'Another hub has taken this run over.' });
    }
    for (const lost of await allActiveRuns(db, { onlyLost: true })) {
      if (active.get(lost.run.id)) continue;
      await onLost(lost).catch((error: unknown) =>
        report(`Run ${lost.run.id} could not be recovered`, error),
      );
    }
  }

  /** One round at a time: one that waits for the database is made as soon as that is back. */
  function renewUnlessRenewing(): void {
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
      timer ??= setInterval(renewUnlessRenewing, INTERVAL);
    },
    stop: () => clearInterval(timer),
  };
}
