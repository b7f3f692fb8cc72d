import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** What comes sooner is not worth showing something in its place, which would only flash. In milliseconds. */
const WORTH_WAITING = 150;

/** Whether what is waited for has taken so long that something is to be shown in its place. */
export function useIsSlow(): boolean {
  const { clock } = useBrowser();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => clock.after(WORTH_WAITING, () => setSlow(true)), [clock]);
  return isSlow;
}
