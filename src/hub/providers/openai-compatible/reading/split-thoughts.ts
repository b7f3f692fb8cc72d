import { NO_THOUGHTS_READ, scanThoughts, type ThoughtScan } from '../../../../protocol/visible-text.ts';

/** A piece of an answer, and a piece of what the model thought before it. */
export interface SplitPiece {
  readonly text: string;
  readonly thinking: string;
}

/** Tells the thoughts that an answer begins with from the answer, however it is cut in pieces. */
export interface ThoughtSplitter {
  /** Whether all that follows is the answer. */
  readonly isPastThoughts: boolean;
  push(piece: string): SplitPiece;
  /** What was held back, because it could have been a part of a tag. Thoughts that nothing closes are thoughts. */
  end(): SplitPiece;
}

/** A splitter for one answer, from its first character on. */
export function createThoughtSplitter(): ThoughtSplitter {
  let held = '';
  let scan: ThoughtScan = NO_THOUGHTS_READ;
  return {
    get isPastThoughts() {
      return scan.start !== null;
    },
    push(piece) {
      if (scan.start !== null || piece === '') return { text: piece, thinking: '' };
      held += piece;
      let thinking = '';
      scan = scanThoughts(held, scan, (from, to) => (thinking += held.slice(from, to)));
      let text = '';
      if (scan.start !== null) {
        text = held.slice(scan.start);
        held = '';
      } else if (scan.isInside) {
        held = held.slice(scan.at);
        scan = { ...scan, at: 0 };
      }
      return { text, thinking };
    },
    end() {
      const { start, at, isInside } = scan;
      const rest = held.slice(at);
      held = '';
      if (start !== null) return { text: '', thinking: '' };
      scan = { start: 0, at: 0, isInside: false };
      if (isInside) return { text: '', thinking: rest };
      return { text: at > 0 ? rest.trimStart() : rest, thinking: '' };
    },
  };
}
