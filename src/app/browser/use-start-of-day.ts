import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/**
 * Returns the start of today, in milliseconds since 1970. It changes at midnight. If the device was asleep then, it
 * changes after the device wakes.
 */
export function useStartOfDay(): number {
  const { clock } = useBrowser();
  const [now, setNow] = useState(() => clock.now());

  useEffect(() => {
    const update = (): void => setNow(clock.now());
    const cancel = clock.after(Math.max(new Date(now).setHours(24, 0, 0, 0) - clock.now(), 1), update);
    const stop = clock.onVisibility(update);
    return () => {
      cancel();
      stop();
    };
  }, [clock, now]);

  return new Date(now).setHours(0, 0, 0, 0);
}
