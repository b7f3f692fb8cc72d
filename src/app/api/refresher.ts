import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Clock } from '../browser/clock.ts';

/** Minimum time between two fetches of a key, in milliseconds: too short for a person to notice. */
const MIN_INTERVAL = 250;

/**
 * Returns a function that invalidates queries: those that are shown are fetched again. It throttles the fetches of each
 * key: calls during a fetch, and for a short time after it, lead to one more fetch. So a burst of changes causes few
 * requests, and none of them is cancelled by the next.
 */
export function createRefresher(queryClient: QueryClient, clock: Clock): (queryKey: QueryKey) => void {
  /** The keys that are being fetched or throttled; true: one more fetch is needed. */
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
