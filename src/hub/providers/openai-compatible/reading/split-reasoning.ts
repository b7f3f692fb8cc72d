import {
  NO_THOUGHTS_READ,
  scanThoughts,
  thoughtsWithoutTag,
  type ThoughtScan,
} from '../../../../protocol/visible-text.ts';
import { createHarmonySplitter, isHarmony, type HarmonySplitter, type SplitPiece } from './split-harmony.ts';

/** Separates the reasoning at the start of an answer from the answer, wherever pieces are split. */
export interface ReasoningSplitter {
  /** Whether all further text is the answer. */
  readonly isPastReasoning: boolean;
  push(piece: string): SplitPiece;
  /**
   * Returns the text that was held back because it could be part of a tag. Reasoning without a closing tag counts as
   * reasoning.
   */
  end(): SplitPiece;
}

/** Creates a splitter for one answer. */
export function createReasoningSplitter(): ReasoningSplitter {
  let held = '';
  let isBlank = true;
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  let harmony: HarmonySplitter | null = null;

  /** Reads the beginning of an answer, once its format is known. Returns null if `scanThoughts` has to read it. */
  function begin(): SplitPiece | null {
    const is = isHarmony(held);
    if (is === null) return { text: '', thinking: '' };
    if (is) {
      harmony = createHarmonySplitter();
      return harmony.push(held);
    }
    // Only for an answer in one piece: a streamed answer has sent its reasoning as text before the closing tag.
    const untagged = thoughtsWithoutTag(held);
    if (untagged === null) return null;
    scan = { ...NO_THOUGHTS_READ, start: untagged.start };
    return { text: held.slice(untagged.start), thinking: held.slice(0, untagged.end) };
  }

  return {
    get isPastReasoning() {
      return scan.start !== null;
    },
    push(piece) {
      if (harmony) return harmony.push(piece);
      if (scan.start !== null || piece === '') return { text: piece, thinking: '' };
      held += piece;
      if (isBlank && piece.trim() === '') return { text: '', thinking: '' }; // a model may send only line breaks
      isBlank = false;
      const begun = scan.at === 0 && !scan.isInside ? begin() : null;
      if (begun) return begun;
      let thinking = '';
      scan = scanThoughts(held, scan, (from, to) => (thinking += held.slice(from, to)));
      let text = '';
      if (scan.start !== null) {
        text = held.slice(scan.start);
        held = '';
      } else if (scan.isInside) {
        held = held.slice(scan.at);
        scan = { ...scan, at: 0, blanksEnd: 0 };
      }
      return { text, thinking };
    },
    end() {
      if (harmony) return harmony.end();
      const { start, at, isInside } = scan;
      const rest = held.slice(at);
      held = '';
      if (start !== null) return { text: '', thinking: '' };
      scan = { ...NO_THOUGHTS_READ, start: 0 };
      if (isInside) return { text: '', thinking: rest };
      return { text: at > 0 ? rest.trimStart() : rest, thinking: '' };
    },
  };
}
