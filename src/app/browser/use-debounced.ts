import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** Milliseconds after the last key press until a search starts. */
export const TYPING_DEBOUNCE = 200;

/** Returns the last value that has stayed the same for this many milliseconds. */
export function useDebounced<T>(value: T, milliseconds: number): T {
  const { clock } = useBrowser();
  const [debounced, setDebounced] = useState(value);
  useEffect(() => clock.after(milliseconds, () => setDebounced(value)), [clock, value, milliseconds]);
  return debounced;
}
