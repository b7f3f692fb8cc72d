import { useSyncExternalStore } from 'react';

const TOUCH = '(pointer: coarse)';

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(TOUCH);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Whether the device is used by touch first of all: its keyboard is on the screen. */
export function useIsTouch(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(TOUCH).matches);
}
