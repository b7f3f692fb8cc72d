import { setTimeout as sleep } from 'node:timers/promises';
import type { HubLock } from './hub-lock.ts';
import { DatabaseUnavailableError, isDatabaseUnavailable } from './database-unavailable.ts';

/**
 * Maximum time that work waits for an unavailable database, in milliseconds. It is enough for a restart or a
 * failover.
 */
const TIMEOUT = 45_000;
/** Delay before a retry while the hub still holds its lock, in milliseconds. */
const RETRY_DELAY = 100;

/** Reports whether the database is available, and waits for it. */
export interface Availability {
  /** Whether the database can be reached and this hub holds its lock, as far as the hub knows. */
  readonly isAvailable: boolean;
  /** Waits until the database is available or the timeout has passed. Returns whether it is available. */
  untilAvailable(): Promise<boolean>;
  /**
   * Runs work on the database. If the connection is lost meanwhile, the work is repeated until it succeeds or the
   * timeout has passed. Any other error is thrown at once.
   * @param work gets `isAgain`: true if an earlier attempt lost its connection, so that its result is unknown
   */
  withRetry<T>(work: (isAgain: boolean) => Promise<T>): Promise<T>;
  /** Ends all waiting. Called when the hub closes. */
  stopWaiting(): void;
  /** Resolves when another hub has taken the database, with the reason why this hub must exit. */
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
 * Creates the availability of a database on a server. The connection that holds the lock detects when the server goes
 * down and when it is back, so only this connection retries.
 * @param timeout maximum time that work waits, in milliseconds
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
