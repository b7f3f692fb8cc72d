import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { StartupError } from '../errors/startup-error.ts';
import type { Heartbeat } from './heartbeat.ts';
import { openLockSession, type LockSession } from './lock-session.ts';

/** A hub that was killed holds its lock until the server has noticed: a new one asks for so long, in milliseconds. */
const START_PATIENCE = 2_000;
/** How long a hub that has lost its lock waits while another holds it, in milliseconds, before it gives up. */
const RETAKE_PATIENCE = 5_000;
/** After how many milliseconds a server that cannot be reached is tried again. */
const INTERVAL = 100;
/** Longer than `RETAKE_PATIENCE`, because what asks for the lock keeps the connection busy. */
const HEARTBEAT: Heartbeat = { interval: 5_000, patience: 10_000 };

const TAKEN =
  'Another hub has taken the database that DATABASE_URL names, while this one could not reach it. This one ends.';

/** The lock that lets one hub at a time use a database. */
export interface HubLock {
  readonly isHeld: boolean;
  /** Waits until it is held, at most so many milliseconds; returns whether it is. */
  untilHeld(time: number): Promise<boolean>;
  /** From now on `untilHeld` does not wait. */
  stopWaiting(): void;
  /**
   * Whether the hub that held the lock before lives, and wants it back: watched for so many milliseconds. A new hub can
   * get ahead of it when the server is restarted.
   */
  isWantedBack(time: number): Promise<boolean>;
  /** Settles once another hub has taken the lock, with what to tell the operator. */
  readonly lost: Promise<string>;
  /** Gives the lock back, for good. */
  release(): Promise<void>;
}

/** Called as a lock comes and goes. */
interface HubLockWatch {
  /** It is lost, or cannot be taken again for another reason than before. */
  onLost: (error: Error) => void;
  onRetaken: () => void;
}

/**
 * Takes the lock, over a connection of its own, and takes it again whenever that connection is lost.
 * @throws StartupError where another hub holds it; what `pg` throws where the server cannot be reached
 */
export async function takeHubLock(
  config: ClientConfig,
  watch: HubLockWatch,
  heartbeat = HEARTBEAT,
): Promise<HubLock> {
  const waiting = new Set<(isHeld: boolean) => void>();
  /** The newest session, which holds the lock or asks for it. */
  let session: LockSession;
  let isHeld = false;
  let isWaitingOver = false;
  const released = new AbortController();
  let tellLost!: (reason: string) => void;
  const lost = new Promise<string>((resolve) => (tellLost = resolve));

  async function openSession(): Promise<LockSession> {
    let opened: LockSession | null = null;
    opened = await openLockSession(config, heartbeat, (error) => {
      if (opened !== session || !isHeld) return; // it is not open yet, or not needed any more
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

  async function retake(why: Error): Promise<void> {
    let reported = why.message;
    while (!released.signal.aborted) {
      let opened: LockSession | null = null;
      try {
        opened = await openSession();
        await opened.end(session.id); // it holds the lock where only the network broke, and the server has not noticed
        session = opened;
        // In the queue a hub that has just started sees that this one lives, and steps back.
        const isLocked = await session.queueForLock(RETAKE_PATIENCE);
        if (released.signal.aborted) void session.close();
        else if (isLocked) hold();
        else giveUp();
        if (isHeld) watch.onRetaken();
        return;
      } catch (error) {
        void opened?.close();
        if (released.signal.aborted) return;
        const { message } = error as Error;
        if (message !== reported) watch.onLost(error as Error);
        reported = message;
        await sleep(INTERVAL);
      }
    }
  }

  function giveUp(): void {
    stopWaiting();
    tellLost(TAKEN);
  }

  function settleWaiting(held: boolean): void {
    for (const settle of waiting) settle(held);
  }

  function stopWaiting(): void {
    isWaitingOver = true;
    settleWaiting(false);
  }

  session = await openSession();
  if (!(await session.tryToLock(START_PATIENCE))) {
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
      await session.close(); // the lock goes with it
    },
  };
}

/** What a hub ends with that may not use the database. */
export function anotherHub(): StartupError {
  return new StartupError(
    'Another hub holds the database that DATABASE_URL names: stop that one, or name another database.',
  );
}
