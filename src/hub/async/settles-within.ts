import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for work at most for this time, in milliseconds. Returns whether the work has settled. Rejects if it rejects in
 * time.
 */
export async function settlesWithin(time: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const timeout = sleep(time, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    timer.abort();
  }
}
