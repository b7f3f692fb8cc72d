import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import type { DiskSpace } from '../db/disk-space.ts';
import { isAway } from '../db/is-away.ts';
import { indexSome } from '../db/search-indexing.ts';

/** How often it is looked whether there is something new, in milliseconds. Until then a search reads it as it is. */
const INTERVAL = 1_000;
/** How long to wait after a failure, in milliseconds. */
const AFTER_FAILURE = 30_000;

/**
 * Puts what is new into the index of searches, and with it what an older hub has left: a little at a time, and never more
 * than half of the time, so that streams go first.
 */
export function startIndexing(
  db: Database,
  disk: DiskSpace,
  report: (problem: string, error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  /** @returns how long to wait until the next time */
  async function work(): Promise<number> {
    const began = performance.now();
    if (disk.isFull) return AFTER_FAILURE;
    try {
      return (await indexSome(db)) ? performance.now() - began : INTERVAL;
    } catch (error) {
      if (!isAway(error) && !disk.notice(error))
        report('Messages could not be put into the index of searches', error);
      return AFTER_FAILURE;
    }
  }

  async function goOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const wait = await work();
      await sleep(wait, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined); // it is to stop
    }
  }

  const working = goOn();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
