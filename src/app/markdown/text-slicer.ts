import { endWithin } from './text-cost.ts';

/** Shows a text that comes all at once slice by slice, so that none keeps the page busy. */
export interface TextSlicer {
  /** Returns the text as far as it is to be shown: the same for the same text until `advance` is called. */
  take(text: string): string;
  /** Lets the next slice be shown. */
  advance(): void;
}

/** What a slice may cost, as `endWithin` counts. A reply of 32 KiB with all that markdown has is one slice. */
const SLICE_COST = 120_000;

/** Creates a slicer that has shown nothing. A text that grows continues where it was. */
export function createTextSlicer(): TextSlicer {
  let text = '';
  let shown = '';

  return {
    take(next) {
      if (next === text) return shown;
      shown = next.slice(0, endWithin(SLICE_COST, next, beginsWith(next, shown) ? shown.length : 0));
      text = next;
      return shown;
    },
    advance() {
      shown = text.slice(0, endWithin(SLICE_COST, text, shown.length));
    },
  };
}

/**
 * Whether a text begins with another. V8 compares two whole strings as blocks of memory, but `startsWith` goes
 * character by character.
 */
export function beginsWith(text: string, start: string): boolean {
  return text.slice(0, start.length) === start;
}
