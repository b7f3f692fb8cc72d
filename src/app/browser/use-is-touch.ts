import { useSyncExternalStore } from 'react';

const TOUCH = '(pointer: coarse)';

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(TOUCH);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Whether touch is the main input of the device, which then has an on-screen keyboard. */
export function useIsTouch(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(TOUCH).matches);
}
