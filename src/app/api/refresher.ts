import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Clock } from '../browser/clock.ts';

/** How long a key rests after it was fetched, in milliseconds: no longer than a person waits without noticing. */
const REST = 250;

/**
 * Fetches again what is shown of some queries, and lets the rest know that they are out of date. One
 * fetch of a key follows another after a rest: whatever is asked for meanwhile is one more, so that a burst
 * of changes neither multiplies requests nor keeps any from being answered.
 */
export function createRefresher(queryClient: QueryClient, clock: Clock): (queryKey: QueryKey) => void {
  /** By key, whether it is wanted once more. A key that is not here rests. */
  const wanted = new Map<string, boolean>();

  async function refresh(queryKey: QueryKey): Promise<void> {
    const hash = hashKey(queryKey);
    if (wanted.has(hash)) return void wanted.set(hash, true);
    do {
      wanted.set(hash, false);
      await queryClient.invalidateQueries({ queryKey });
      await new Promise<void>((resolve) => clock.after(REST, resolve));
    } while (wanted.get(hash));
    wanted.delete(hash);
  }

  return (queryKey) => void refresh(queryKey);
}
