import { DrizzleQueryError } from 'drizzle-orm';

/**
 * After this time, a server is assumed to have space again, in milliseconds. The next write shows whether that is
 * true.
 */
const SERVER_INTERVAL = 10_000;
/** The error code of Postgres for a full disk: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';
/** Postgres has no code of its own for limits of the process or the user. */
const NO_SPACE = /No space left on device|File too large|[Qq]uota exceeded/;

/** Whether an error of the database or of this process means that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return isDiskFull(error.cause);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (code === DISK_FULL || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  return typeof code === 'string' && NO_SPACE.test(error.message);
}

/** Whether there is space for the hub's data. */
export interface DiskSpace {
  /** Whether the disk is full, so that nothing should be written. */
  readonly isFull: boolean;
  /** Call this with an error. Returns whether it means that the disk is full. */
  notice(error: unknown): boolean;
  /** Calls the listener each time the disk becomes full. */
  onFull(listener: () => void): void;
  stop(): Promise<void>;
}

/** How to check for space. */
interface DiskWatch {
  /** Whether there is space. If there was none the last time, it may require more. */
  hasSpace(wasFull: boolean): Promise<boolean>;
  /** How often to check, in milliseconds. */
  interval: number;
  /** Called when the disk becomes full. */
  makeRoom?(): Promise<void>;
  report: (problem: string, error: unknown) => void;
}

/**
 * Checks for space in intervals. After an error that means a full disk, the disk counts as full until a check finds
 * space.
 */
export async function watchDiskSpace({
  hasSpace,
  interval,
  makeRoom,
  report,
}: DiskWatch): Promise<DiskSpace> {
  const listeners: (() => void)[] = [];
  let isFull = false;
  let working: Promise<void> = Promise.resolve();

  function becomeFull(): void {
    if (isFull) return;
    isFull = true;
    const made = makeRoom?.().catch((error: unknown) => report('Could not free space on the disk', error));
    working = Promise.all([working, made]).then(() => undefined);
    for (const listener of listeners) listener();
  }

  async function check(): Promise<void> {
    try {
      const isEnough = await hasSpace(isFull);
      if (isEnough) isFull = false;
      else becomeFull();
    } catch (error) {
      report('Could not read the free space of the disk', error);
    }
  }

  await check();
  const timer = setInterval(() => {
    working = working.then(check);
  }, interval).unref();
  return {
    get isFull() {
      return isFull;
    },
    notice(error) {
      const isFullDisk = isDiskFull(error);
      if (isFullDisk) becomeFull();
      return isFullDisk;
    },
    onFull: (listener) => void listeners.push(listener),
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

/**
 * Watches the disk of a database server. Only the server knows its free space, so after an error the disk counts as
 * full for some seconds.
 */
export function watchServerSpace(report: DiskWatch['report']): Promise<DiskSpace> {
  return watchDiskSpace({ hasSpace: async () => true, interval: SERVER_INTERVAL, report });
}
