import { DrizzleQueryError } from 'drizzle-orm';

/** Time after which a server is assumed to have space again, in milliseconds. The next write shows whether it has. */
const SERVER_INTERVAL = 10_000;
/** The error code of Postgres for a full disk: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';
/** Messages about a full disk, or about a limit of the process or the user, in errors with another code. */
const NO_SPACE = /No space left on device|File too large|[Qq]uota exceeded/;

/** Whether an error of the database or of this process means that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return isDiskFull(error.cause);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (code === DISK_FULL || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  return typeof code === 'string' && NO_SPACE.test(error.message);
}

/** Reports whether there is space for the hub's data. */
export interface DiskSpace {
  /** Whether the disk is full, so that nothing should be written. */
  readonly isFull: boolean;
  /** Marks the disk as full if an error means that it is. Returns whether the error means that. */
  notice(error: unknown): boolean;
  /** Calls the listener each time the disk becomes full. */
  onFull(listener: () => void): void;
  stop(): Promise<void>;
}

/** How to check for space. */
interface DiskWatch {
  /** Returns whether there is space. If the disk was full, more free space may be required. */
  hasSpace(wasFull: boolean): Promise<boolean>;
  /** Time between two checks, in milliseconds. */
  interval: number;
  /** Called when the disk becomes full, to free space. */
  makeRoom?(): Promise<void>;
  report: (problem: string, error: unknown) => void;
}

/**
 * Checks for space at intervals. After an error that means a full disk, the disk counts as full until a check finds
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
 * Watches the disk of a database server. Only the server knows its free space, so the disk counts as full for some
 * seconds after an error.
 */
export function watchServerSpace(report: DiskWatch['report']): Promise<DiskSpace> {
  return watchDiskSpace({ hasSpace: async () => true, interval: SERVER_INTERVAL, report });
}
