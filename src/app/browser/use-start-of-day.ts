import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** When today began, in milliseconds since 1970. At midnight it is another day, also if the machine slept meanwhile. */
export function useStartOfDay(): number {
  const { clock } = useBrowser();
  const [now, setNow] = useState(() => clock.now());

  useEffect(() => {
    const look = (): void => setNow(clock.now());
    const cancel = clock.after(Math.max(new Date(now).setHours(24, 0, 0, 0) - clock.now(), 1), look);
    const stop = clock.onVisibility(look);
    return () => {
      cancel();
      stop();
    };
  }, [clock, now]);

  return new Date(now).setHours(0, 0, 0, 0);
}
