import { useEffect, useState } from 'react';
import { useBrowser } from '../browser/browser-context.ts';
import { useRunStores } from './runs-context.ts';

/** After so many milliseconds without a delta a person may think that no more will come. */
const QUIET = 3_000;

/**
 * When the last delta of a run came, in milliseconds since 1970, once none has come for a while; null until then. It
 * looks at the clock, not at each delta: while they come, nothing is rendered and nothing is done.
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
