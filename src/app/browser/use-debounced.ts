import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** Time from the last key press until a search starts, in milliseconds. */
export const TYPING_DEBOUNCE = 200;

/** Returns the last value that stayed the same for the given time. */
export function useDebounced<T>(value: T, milliseconds: number): T {
  const { clock } = useBrowser();
  const [debounced, setDebounced] = useState(value);
  useEffect(() => clock.after(milliseconds, () => setDebounced(value)), [clock, value, milliseconds]);
  return debounced;
}
