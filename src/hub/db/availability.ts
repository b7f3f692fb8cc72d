import { setTimeout as sleep } from 'node:timers/promises';
import type { HubLock } from './hub-lock.ts';
import { DatabaseAwayError, isAway } from './is-away.ts';

/** How long work waits for a database that is away, in milliseconds: enough for a restart, or for a standby to take over. */
const PATIENCE = 45_000;
/** How long after a failure it is tried again, in milliseconds, where the hub has not lost its lock. */
const INTERVAL = 100;

/** Whether the database can be used, and how to wait for it. */
export interface Availability {
  /** Whether the database is there and this hub's alone, as far as is known. */
  readonly isThere: boolean;
  /** Waits until it is, or has been away for too long; returns which. */
  untilThere(): Promise<boolean>;
  /**
   * Does work on the database, and does it again where the connection was lost meanwhile, until it succeeds or the
   * database has been away for too long. Any other failure is thrown at once.
   * @param work `isAgain`: whether it was begun before, and nobody knows how far it came
   */
  outlive<T>(work: (isAgain: boolean) => Promise<T>): Promise<T>;
  /** From now on, nothing waits: the hub is about to close. */
  stopWaiting(): void;
  /** Settles with the reason once the hub has to end, because the database is another hub's. */
  readonly lost: Promise<string>;
}

/** The availability of a database that lives in this process. */
export const ALWAYS_THERE: Availability = {
  isThere: true,
  untilThere: () => Promise.resolve(true),
  outlive: (work) => work(false),
  stopWaiting() {},
  lost: new Promise(() => {}),
};

/**
 * The availability of a database on a server. The connection that holds the lock tells when the server goes and when it
 * is back, so only that one keeps asking.
 * @param patience how long work waits, in milliseconds
 */
export function watchAvailability(lock: HubLock, patience = PATIENCE): Availability {
  let isClosing = false;

  async function outlive<T>(work: (isAgain: boolean) => Promise<T>): Promise<T> {
    const until = performance.now() + patience;
    for (let isAgain = false; ;) {
      while (!lock.isHeld) {
        if (await lock.untilHeld(until - performance.now())) continue;
        throw new DatabaseAwayError('The database cannot be reached.');
      }
      try {
        return await work(isAgain);
      } catch (error) {
        if (!isAway(error)) throw error;
        if (isClosing || performance.now() >= until)
          throw new DatabaseAwayError('The connection to the database was lost.', { cause: error });
        isAgain = true;
        await sleep(INTERVAL);
      }
    }
  }

  return {
    get isThere() {
      return lock.isHeld;
    },
    untilThere: () => lock.untilHeld(patience),
    outlive,
    stopWaiting() {
      isClosing = true;
      lock.stopWaiting();
    },
    lost: lock.lost,
  };
}
