import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** Delay before a placeholder is shown, in milliseconds. Without it, placeholders would flash. */
const PLACEHOLDER_DELAY = 150;

/** Whether the component has been mounted long enough to show a placeholder. */
export function useIsSlow(): boolean {
  const { clock } = useBrowser();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => clock.after(PLACEHOLDER_DELAY, () => setSlow(true)), [clock]);
  return isSlow;
}
