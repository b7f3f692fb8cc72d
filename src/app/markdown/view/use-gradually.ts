import { useEffect, useState } from 'react';

/** So many are shown in one task. */
const STEP = 240;

/** How many of so many things are to be shown by now: if there are more than anyone reads, some more in each task. */
export function useGradually(total: number): number {
  const [most, setMost] = useState(STEP);
  useEffect(() => {
    if (most >= total) return;
    const timer = setTimeout(() => setMost(most + STEP));
    return () => clearTimeout(timer);
  }, [most, total]);
  return Math.min(most, total);
}
