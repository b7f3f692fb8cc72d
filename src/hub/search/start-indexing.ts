import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import type { DiskSpace } from '../db/disk-space.ts';
import { isDatabaseUnavailable } from '../db/database-unavailable.ts';
import { indexSome } from '../db/search-indexing.ts';

/** Time between two checks for new messages, in milliseconds. Until a message is indexed, searches read its text. */
const INTERVAL = 1_000;
/** Delay after a failure, in milliseconds. */
const AFTER_FAILURE = 30_000;

/**
 * Starts to add new messages to the search index, including those that an older version of the hub has not indexed.
 * It works in small steps, and for at most half of the time, so that streams have priority.
 */
export function startIndexing(
  db: Database,
  disk: DiskSpace,
  report: (problem: string, error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  /** @returns milliseconds to wait before the next step */
  async function work(): Promise<number> {
    const began = performance.now();
    if (disk.isFull) return AFTER_FAILURE;
    try {
      return (await indexSome(db)) ? performance.now() - began : INTERVAL;
    } catch (error) {
      if (!isDatabaseUnavailable(error) && !disk.notice(error))
        report('New messages could not be added to the search index', error);
      return AFTER_FAILURE;
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const wait = await work();
      await sleep(wait, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined); // stopped
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
    },
  };
}
