import { useEffect, useState } from 'react';
import { useBrowser } from '../browser/browser-context.ts';
import { useRunStores } from './runs-context.ts';

/** Time without a delta after which a person may think that the reply has ended, in milliseconds. */
const QUIET = 3_000;

/**
 * Returns the time when the last delta of a run arrived, in milliseconds since 1970, if no delta has arrived for a
 * while; null otherwise. It uses a timer, so it does not render with each delta.
 */
export function useQuietSince(runId: string | null): number | null {
  const { runStore } = useRunStores();
  const { clock } = useBrowser();
  const [since, setSince] = useState<number | null>(null);

  useEffect(() => {
    if (runId === null) return;
    let stop = (): void => {};

    function lastDeltaAt(): number {
      const live = runStore.getState().runs[runId ?? ''];
      return live?.lastDeltaAt ?? live?.startedAt ?? clock.now();
    }

    function look(): void {
      const last = lastDeltaAt();
      const rest = last + QUIET - clock.now();
      if (rest > 0) {
        stop = clock.after(rest, look);
        return;
      }
      setSince(last);
      stop = runStore.subscribe(() => {
        if (lastDeltaAt() === last) return;
        stop();
        setSince(null);
        look();
      });
    }

    look();
    return () => stop();
  }, [runStore, clock, runId]);

  return runId === null ? null : since;
}
