import { useCallback, useSyncExternalStore } from 'react';
import { useServices } from './services.ts';

/** Whether nobody can see this tab. */
export function useTabHidden(): boolean {
  const { clock } = useServices();
  const subscribe = useCallback((listener: () => void) => clock.onVisibility(listener), [clock]);
  return useSyncExternalStore(subscribe, () => clock.isHidden());
}
