import { DrizzleQueryError } from 'drizzle-orm';

/** How often a server is taken to have space again, in milliseconds: whether it has, the next write tells. */
const SERVER_PATIENCE = 10_000;
/** What Postgres answers where its disk is full: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';
/** A limit of the process or of the user has no code of its own, in Postgres. */
const NO_SPACE = /No space left on device|File too large|[Qq]uota exceeded/;

/** Whether the database, or this process, could not write for want of space. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return isDiskFull(error.cause);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (code === DISK_FULL || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  return typeof code === 'string' && NO_SPACE.test(error.message);
}

/** Whether there is space for what the hub writes. */
export interface DiskSpace {
  /** Whether nothing more is to be written for now. */
  readonly isFull: boolean;
  /** Is told of a failure; returns whether that is for want of space. */
  notice(error: unknown): boolean;
  /** Calls the listener each time that the disk has become full. */
  onFull(listener: () => void): void;
  stop(): Promise<void>;
}

/** How it is found out whether there is space. */
interface DiskWatch {
  /** Whether there is. Where there was none the last time, it may ask for more. */
  hasSpace(wasFull: boolean): Promise<boolean>;
  /** How often, in milliseconds. */
  interval: number;
  /** Called when the disk has become full. */
  makeRoom?(): Promise<void>;
  report: (problem: string, error: unknown) => void;
}

/** Looks again and again whether there is space. A failure for want of space counts until there is some. */
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
    const made = makeRoom?.().catch((error: unknown) => report('No room could be made on the disk', error));
    working = Promise.all([working, made]).then(() => undefined);
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    try {
      const isEnough = await hasSpace(isFull);
      if (isEnough) isFull = false;
      else becomeFull();
    } catch (error) {
      report('How much space the disk has could not be found out', error);
    }
  }

  await look();
  const timer = setInterval(() => {
    working = working.then(look);
  }, interval).unref();
  return {
    get isFull() {
      return isFull;
    },
    notice(error) {
      const isWhy = isDiskFull(error);
      if (isWhy) becomeFull();
      return isWhy;
    },
    onFull: (listener) => void listeners.push(listener),
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

/** The disk of a database on a server. What it has is known to that server alone: a failure counts for some seconds. */
export function watchServerSpace(report: DiskWatch['report']): Promise<DiskSpace> {
  return watchDiskSpace({ hasSpace: async () => true, interval: SERVER_PATIENCE, report });
}
