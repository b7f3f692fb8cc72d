import { useEffect, useState } from 'react';
import { useBrowser } from './browser-context.ts';

/** Milliseconds without another key after which what was typed is searched for. */
export const TYPING_PAUSE = 200;

/** A value as it was when it last stayed the same for so many milliseconds. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const { clock } = useBrowser();
  const [settled, setSettled] = useState(value);
  useEffect(() => clock.after(milliseconds, () => setSettled(value)), [clock, value, milliseconds]);
  return settled;
}
