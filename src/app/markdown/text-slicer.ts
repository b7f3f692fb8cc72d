import { endWithin } from './text-cost.ts';

/** Reveals a long text slice by slice, so that rendering it never blocks the page for long. */
export interface TextSlicer {
  /** Returns the part of the text to show. It is the same for the same text until `advance` is called. */
  take(text: string): string;
  /** Adds the next slice. */
  advance(): void;
}

/** Maximum cost of a slice, as `endWithin` counts it. A reply of 32 KiB with all kinds of markdown is one slice. */
const SLICE_COST = 120_000;

/** Creates a slicer. If the next text starts with the shown part, the slicer continues after this part. */
export function createTextSlicer(): TextSlicer {
  let text = '';
  let shown = '';

  return {
    take(next) {
      if (next === text) return shown;
      shown = next.slice(0, endWithin(SLICE_COST, next, startsWithText(next, shown) ? shown.length : 0));
      text = next;
      return shown;
    },
    advance() {
      shown = text.slice(0, endWithin(SLICE_COST, text, shown.length));
    },
  };
}

/**
 * Whether a text starts with another. V8 compares two whole strings as blocks of memory, while `startsWith` compares character by
 * character.
 */
export function startsWithText(text: string, start: string): boolean {
  return text.slice(0, start.length) === start;
}
