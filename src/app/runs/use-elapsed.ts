import { useEffect, useState } from 'react';
import { useBrowser } from '../browser/browser-context.ts';

/** Returns the time since `since`, in whole seconds. Renders once a second. `since` is in milliseconds since 1970. */
export function useElapsed(since: number): number {
  const { clock } = useBrowser();
  const [now, setNow] = useState(() => clock.now());
  const seconds = Math.floor((now - since) / 1000);
  useEffect(() => {
    const untilNextSecond = since + (Math.floor((now - since) / 1000) + 1) * 1000 - clock.now();
    return clock.after(Math.max(untilNextSecond, 1), () => setNow(clock.now()));
  }, [clock, since, now]);
  return Math.max(0, seconds);
}
