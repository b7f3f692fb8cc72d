import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../../protocol/visible-text.ts';
import type { Draft } from '../../protocol/run-state.ts';

/** Knows where the visible text of each draft begins: after the thoughts of a model that thinks aloud. */
export interface VisibleStarts {
  /** Returns null while nothing visible has come. Reads each draft once, as it grows. */
  startOf(draft: Draft): number | null;
  clear(): void;
}

/** Creates it empty. */
export function createVisibleStarts(): VisibleStarts {
  const scans = new Map<string, ThoughtScan>();
  return {
    startOf({ id, text }) {
      const known = scans.get(id);
      const scan = scanThoughts(text, known && known.blanksEnd <= text.length ? known : NO_THOUGHTS_READ);
      if (scan !== known) scans.set(id, scan);
      return scan.start;
    },
    clear: () => scans.clear(),
  };
}
