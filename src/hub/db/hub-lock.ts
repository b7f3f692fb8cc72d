import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import type { Heartbeat } from './heartbeat.ts';
import { openLockSession, type LockSession } from './lock-session.ts';

/**
 * Maximum time that a new hub tries to get the lock, in milliseconds. The server releases the lock of a killed hub
 * only after it has detected the lost connection.
 */
const START_TIMEOUT = 2_000;
/** Maximum time that a hub waits to retake a lost lock while another hub holds it, in milliseconds. */
const RETAKE_TIMEOUT = 5_000;
/** Delay before the hub tries again to reach a server, in milliseconds. */
const RETRY_DELAY = 100;
/** `patience` is longer than `RETAKE_TIMEOUT`, because the query that waits for the lock keeps the connection busy. */
const HEARTBEAT: Heartbeat = { interval: 5_000, patience: 10_000 };

const TAKEN =
  'Another hub has taken the database in DATABASE_URL while this one could not reach it. This hub exits.';

/** The lock that lets only one hub at a time use a database. */
export interface HubLock {
  readonly isHeld: boolean;
  /** Waits until the lock is held, at most this many milliseconds. Returns whether it is held. */
  untilHeld(time: number): Promise<boolean>;
  /** Ends all waiting in `untilHeld`, now and later. */
  stopWaiting(): void;
  /**
   * Returns whether the previous holder is still running and waits for the lock. Checks for this many milliseconds.
   * When the server restarts, a new hub can get the lock before the previous holder does.
   */
  isWantedBack(time: number): Promise<boolean>;
  /** Resolves when another hub has taken the lock, with a message for the operator. */
  readonly lost: Promise<string>;
  /** Releases the lock for good. */
  release(): Promise<void>;
}

/** Callbacks for the loss of the lock. */
interface HubLockWatch {
  /** Called when the lock is lost, and again when an attempt to retake it fails for a new reason. */
  onLost: (error: Error) => void;
  onRetaken: () => void;
}

/**
 * Takes the lock on a connection of its own, and takes it again whenever that connection is lost.
 * @throws StartupError if another hub holds it, or an error of `pg` if the server cannot be reached
 */
export async function takeHubLock(
  config: ClientConfig,
  watch: HubLockWatch,
  heartbeat = HEARTBEAT,
): Promise<HubLock> {
  const waiting = new Set<(isHeld: boolean) => void>();
  /** The newest session, which holds the lock or waits for it. */
  let session: LockSession;
  let isHeld = false;
  let isWaitingOver = false;
  const released = new AbortController();
  let resolveLost!: (reason: string) => void;
  const lost = new Promise<string>((resolve) => (resolveLost = resolve));

  async function openSession(): Promise<LockSession> {
    let opened: LockSession | null = null;
    opened = await openLockSession(config, heartbeat, (error) => {
      if (opened !== session || !isHeld) return; // it is not open yet, or no longer needed
      isHeld = false;
      watch.onLost(error);
      void retake(error);
    });
    return opened;
  }

  function hold(): void {
    isHeld = true;
    settleWaiting(true);
  }

  async function retake(cause: Error): Promise<void> {
    let reported = cause.message;
    while (!released.signal.aborted) {
      let opened: LockSession | null = null;
      try {
        opened = await openSession();
        await opened.end(session.id); // if only the network failed, the old session still holds the lock
        session = opened;
        // A hub that has just started sees this hub in the queue, and exits if this hub may still write runs.
        const isLocked = await session.queueForLock(RETAKE_TIMEOUT);
        if (released.signal.aborted) void session.close();
        else if (isLocked) hold();
        else abandon();
        if (isHeld) watch.onRetaken();
        return;
      } catch (error) {
        void opened?.close();
        if (released.signal.aborted) return;
        const { message } = error as Error;
        if (message !== reported) watch.onLost(error as Error);
        reported = message;
        await sleep(RETRY_DELAY);
      }
    }
  }

  function abandon(): void {
    stopWaiting();
    resolveLost(TAKEN);
  }

  function settleWaiting(held: boolean): void {
    for (const settle of waiting) settle(held);
  }

  function stopWaiting(): void {
    isWaitingOver = true;
    settleWaiting(false);
  }

  session = await openSession();
  if (!(await session.tryToLock(START_TIMEOUT))) {
    await session.close();
    throw anotherHub();
  }
  hold();

  return {
    get isHeld() {
      return isHeld;
    },
    untilHeld(time) {
      if (isHeld || isWaitingOver) return Promise.resolve(isHeld);
      return new Promise((resolve) => {
        const settle = (held: boolean) => {
          clearTimeout(timer);
          waiting.delete(settle);
          resolve(held);
        };
        const timer = setTimeout(settle, time, false);
        waiting.add(settle);
      });
    },
    stopWaiting,
    isWantedBack: (time) => session.isQueuedFor(time),
    lost,
    async release() {
      released.abort();
      isHeld = false;
      stopWaiting();
      await session.close(); // this releases the lock
    },
  };
}

/** Returns the error for a hub that must not use the database because another hub uses it. */
export function anotherHub(): StartupError {
  return new StartupError(
    'Another hub is using the database in DATABASE_URL: stop it, or choose another database.',
  );
}
