import { useCallback, useSyncExternalStore } from 'react';
import { useBrowser } from './browser-context.ts';

/** Whether this tab is hidden. */
export function useTabHidden(): boolean {
  const { clock } = useBrowser();
  const subscribe = useCallback((listener: () => void) => clock.onVisibility(listener), [clock]);
  return useSyncExternalStore(subscribe, () => clock.isHidden());
}
