import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../protocol/visible-text.ts';

/** What people are shown of a reply that comes bit by bit: it without the thoughts that it begins with. */
export interface VisibleText {
  /** What is shown of the text so far, now that this has come. */
  push(piece: string): string;
  /** What was held back, because it could have been a part of a tag. */
  end(): string;
}

/** Begins with the first piece of a reply. */
export function createVisibleText(): VisibleText {
  /** What is not decided yet. */
  let held = '';
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  let hasThoughts = false;

  return {
    push(piece) {
      if (scan.start !== null) return piece;
      held += piece;
      if (piece.trim() === '') return ''; // decides nothing, be it ever so much
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
