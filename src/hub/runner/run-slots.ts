import { RefusedError } from '../errors/refused-error.ts';
import type { ThreadRow } from '../db/threads.ts';
import { ACTIVE_RUN } from '../../protocol/api-error.ts';

/** Which threads have a run, and how many runs each account has. In memory, so that a refusal costs nobody a query. */
export interface RunSlots {
  /**
   * Reserves the place of a run that is asked for. Returns what gives it back, once.
   * @throws RefusedError if the thread is busy (`conflict`), or the account has too many runs (`too_many`)
   */
  reserve(thread: ThreadRow): () => void;
  /** Takes the place of a run that is there already, whatever the limits. Returns what gives it back, once. */
  take(thread: ThreadRow): () => void;
}

/** @param mostRuns how many runs an account may have at once */
export function createRunSlots(mostRuns: number): RunSlots {
  const busyThreads = new Set<string>();
  const runsOf = new Map<string, number>();

  function take({ id, accountId }: ThreadRow): () => void {
    busyThreads.add(id);
    runsOf.set(accountId, (runsOf.get(accountId) ?? 0) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      busyThreads.delete(id);
      const left = (runsOf.get(accountId) ?? 0) - 1;
      if (left > 0) runsOf.set(accountId, left);
      else runsOf.delete(accountId);
    };
  }

  return {
    take,
    reserve(thread) {
      if (busyThreads.has(thread.id)) throw threadIsBusy();
      if ((runsOf.get(thread.accountId) ?? 0) >= mostRuns) throw tooManyRuns(mostRuns);
      return take(thread);
    },
  };
}

/** The answer to a run on a thread that has one. */
export function threadIsBusy(): RefusedError {
  return new RefusedError(
    'conflict',
    'This thread already has an active run: wait until it has ended, or cancel it.',
    { code: ACTIVE_RUN, retryAfter: 'never' },
  );
}

function tooManyRuns(most: number): RefusedError {
  return new RefusedError(
    'too_many',
    `This account has ${most} runs under way, and may have no more at once: wait until one has ended, or cancel it.`,
    { code: 'too_many_runs', retryAfter: 5 },
  );
}
