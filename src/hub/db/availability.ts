import { setTimeout as sleep } from 'node:timers/promises';
import type { HubLock } from './hub-lock.ts';
import { DatabaseUnavailableError, isDatabaseUnavailable } from './database-unavailable.ts';

/** How long work waits while the database is unavailable, in milliseconds: enough for a restart or a failover. */
const TIMEOUT = 45_000;
/** Delay before a retry while the hub still holds its lock, in milliseconds. */
const RETRY_DELAY = 100;

/** Whether the database is available, and how to wait for it. */
export interface Availability {
  /** Whether the database can be reached and this hub holds its lock, as far as is known. */
  readonly isAvailable: boolean;
  /** Waits until the database is available or the time is over. Returns whether it is available. */
  untilAvailable(): Promise<boolean>;
  /**
   * Does work on the database, and repeats it if the connection was lost meanwhile, until it succeeds or the
   * database has been unavailable for too long. Any other error is thrown at once.
   * @param work `isAgain`: whether it was started before, with an unknown result
   */
  withRetry<T>(work: (isAgain: boolean) => Promise<T>): Promise<T>;
  /** Ends all waiting, because the hub closes. */
  stopWaiting(): void;
  /** Resolves with the reason when the hub must exit, because another hub has taken the database. */
  readonly lost: Promise<string>;
}

/** The availability of an embedded database. */
export const ALWAYS_AVAILABLE: Availability = {
  isAvailable: true,
  untilAvailable: () => Promise.resolve(true),
  withRetry: (work) => work(false),
  stopWaiting() {},
  lost: new Promise(() => {}),
};

/**
 * Creates the availability of a database on a server. The connection that holds the lock notices when the server
 * goes down and when it is back, so only that one keeps trying.
 * @param timeout how long work waits, in milliseconds
 */
export function watchAvailability(lock: HubLock, timeout = TIMEOUT): Availability {
  let isClosing = false;

  async function withRetry<T>(work: (isAgain: boolean) => Promise<T>): Promise<T> {
    const until = performance.now() + timeout;
    for (let isAgain = false; ;) {
      while (!lock.isHeld) {
        if (await lock.untilHeld(until - performance.now())) continue;
        throw new DatabaseUnavailableError('The database cannot be reached.');
      }
      try {
        return await work(isAgain);
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        if (isClosing || performance.now() >= until)
          throw new DatabaseUnavailableError('The connection to the database was lost.', { cause: error });
        isAgain = true;
        await sleep(RETRY_DELAY);
      }
    }
  }

  return {
    get isAvailable() {
      return lock.isHeld;
    },
    untilAvailable: () => lock.untilHeld(timeout),
    withRetry,
    stopWaiting() {
      isClosing = true;
      lock.stopWaiting();
    },
    lost: lock.lost,
  };
}
