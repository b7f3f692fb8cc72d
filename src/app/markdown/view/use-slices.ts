import { useEffect, useReducer, useState } from 'react';
import { createTextSlicer } from '../text-slicer.ts';

/** The text as far as it is to be shown by now: a long one that comes all at once is shown in several tasks. */
export function useSlices(text: string): string {
  const [slicer] = useState(createTextSlicer);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const shown = slicer.take(text);
  useEffect(() => {
    if (shown.length === text.length) return;
    const timer = setTimeout(() => {
      slicer.advance();
      renderAgain();
    });
    return () => clearTimeout(timer);
  }, [slicer, shown, text]);
  return shown;
}
