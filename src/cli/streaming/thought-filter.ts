import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../../protocol/visible-text.ts';

/** Removes the thoughts at the start of a reply while it streams. */
export interface ThoughtFilter {
  /** Takes the next piece, and returns the text that can be shown now. */
  push(piece: string): string;
  /** Returns the text that was held back because it might have been part of a tag. */
  end(): string;
}

/** Creates the filter of one reply. */
export function createThoughtFilter(): ThoughtFilter {
  /** Text that has not been shown, because it may be part of thoughts. */
  let held = '';
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  let hasThoughts = false;

  return {
    push(piece) {
      if (scan.start !== null) return piece;
      held += piece;
      if (piece.trim() === '') return ''; // white space does not show whether a thought begins
      scan = scanThoughts(held, scan);
      hasThoughts ||= scan.isInside || scan.at > 0;
      if (scan.start !== null) return held.slice(scan.start);
      if (scan.isInside) {
        held = held.slice(scan.at);
        scan = { ...scan, at: 0, blanksEnd: 0 };
      }
      return '';
    },
    end() {
      if (scan.start !== null || scan.isInside) return '';
      return hasThoughts ? held.slice(scan.at).trimStart() : held;
    },
  };
}
