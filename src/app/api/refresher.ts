import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Clock } from '../browser/clock.ts';

/** Minimum time between two fetches of a key, in milliseconds. It is too short for a person to notice. */
const MIN_INTERVAL = 250;

/**
 * Returns a function that invalidates queries, so that active queries are fetched again. It throttles the fetches of
 * each key: all calls during a fetch, and for a short time after it, cause one more fetch. So a burst of changes causes
 * few requests, and no request is cancelled by the next one.
 */
export function createRefresher(queryClient: QueryClient, clock: Clock): (queryKey: QueryKey) => void {
  /** The keys that are being fetched or throttled. The value is true if one more fetch is needed. */
  const busy = new Map<string, boolean>();

  async function refresh(queryKey: QueryKey): Promise<void> {
    const hash = hashKey(queryKey);
    if (busy.has(hash)) return void busy.set(hash, true);
    do {
      busy.set(hash, false);
      await queryClient.invalidateQueries({ queryKey });
      await new Promise<void>((resolve) => clock.after(MIN_INTERVAL, resolve));
    } while (busy.get(hash));
    busy.delete(hash);
  }

  return (queryKey) => void refresh(queryKey);
}
