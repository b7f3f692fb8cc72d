import { useEffect, useState } from 'react';
import type { Cancel } from '../../client/timer.ts';
import { useBrowser } from '../browser/browser-context.ts';

/** For so long, in milliseconds, there may come what makes a part higher or lower, such as its formulas. */
const SETTLES_WITHIN = 2_000;

const NONE: ReadonlySet<string> = new Set();

/**
 * Which of these have been laid out as they will stay, by key. The browser then knows how high each is and
 * remembers it, so that nothing moves when one is laid out no more, or again: not all browsers keep the
 * scroll in its place.
 */
export function useLaidOutGroups(parts: readonly { key: string }[]): ReadonlySet<string> {
  const { clock } = useBrowser();
  const [laidOut, setLaidOut] = useState(NONE);
  const keys = parts.map(({ key }) => key).join(' ');

  useEffect(() => {
    let cancel: Cancel = clock.after(SETTLES_WITHIN, () => {
      // A frame is laid out after its callbacks; the task after it finds it done. In a hidden tab there is none.
      cancel = clock.onFrame(0, () => {
        cancel = clock.after(0, () => setLaidOut(new Set(keys.split(' '))));
      });
    });
    return () => cancel();
  }, [clock, keys]);

  return laidOut;
}
