import { useEffect, useState } from 'react';
import { useBrowser } from '../browser/browser-context.ts';

/** Whole seconds since a moment, which is in milliseconds since 1970. Renders once a second. */
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
