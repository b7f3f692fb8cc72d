import { RefusedError } from '../errors/refused-error.ts';
import type { ThreadRow } from '../db/threads.ts';
import { ACTIVE_RUN } from '../../protocol/api-error.ts';
import { createCounts } from '../limits/limiter.ts';
import { releaseOnce } from '../limits/release-once.ts';

/**
 * The threads that have an active run, and the number of active runs per account. Kept in memory, so that a refusal
 * needs no query.
 */
export interface RunSlots {
  /**
   * Reserves a slot for a requested run. Returns a function that releases it, once.
   * @throws RefusedError if the thread is busy (`conflict`), or the account has too many runs (`too_many`)
   */
  reserve(thread: ThreadRow): () => void;
  /**
   * Takes a slot for a run that exists already, even above the limits. Returns a function that releases it, once.
   */
  take(thread: ThreadRow): () => void;
}

/** @param maxRuns maximum number of runs of an account at once */
export function createRunSlots(maxRuns: number): RunSlots {
  const busyThreads = new Set<string>();
  const runsOf = createCounts();

  function take({ id, accountId }: ThreadRow): () => void {
    busyThreads.add(id);
    runsOf.add(accountId, 1);
    return releaseOnce(() => {
      busyThreads.delete(id);
      runsOf.add(accountId, -1);
    });
  }

  return {
    take,
    reserve(thread) {
      if (busyThreads.has(thread.id)) throw threadIsBusy();
      if (runsOf.of(thread.accountId) >= maxRuns) throw tooManyRuns(maxRuns);
      return take(thread);
    },
  };
}

/** Returns the error for a run on a thread that has an active run. */
export function threadIsBusy(): RefusedError {
  return new RefusedError(
    'conflict',
    'This thread already has an active run. Wait until it has ended, or cancel it.',
    { code: ACTIVE_RUN, retryAfter: 'never' },
  );
}

function tooManyRuns(most: number): RefusedError {
  return new RefusedError(
    'too_many',
    `This account has ${most} active runs, which is the limit. Wait until one has ended, or cancel one.`,
    { code: 'too_many_runs', retryAfter: 5 },
  );
}
