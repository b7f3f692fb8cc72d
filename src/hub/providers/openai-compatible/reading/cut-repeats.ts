/** Removes repeated text, for servers that send the whole text so far in each piece. */
export interface RepeatCutter {
  /** Whether it is certain that this server does not repeat text. */
  readonly isSettled: boolean;
  /**
   * Returns the new text of a piece. If the second piece begins with the first piece, it is held back: the third piece
   * shows whether that was a coincidence.
   */
  push(piece: string): string;
  /** Returns the text that was held back. */
  end(): string;
}

/** A piece of at least this length that begins with all text before it is a repetition, not a coincidence. */
const MIN_REPETITION = 8; // in characters
const LETTER = /\p{L}/u;

/** Creates a cutter for one text. */
export function createRepeatCutter(): RepeatCutter {
  let state: 'first' | 'unsure' | 'repeats' | 'settled' = 'first';
  /** The text so far. */
  let known = '';
  let held = '';

  function settle(piece: string): string {
    const both = held + piece;
    [state, held] = ['settled', ''];
    return both;
  }

  return {
    get isSettled() {
      return state === 'settled';
    },
    push(piece) {
      if (state === 'settled' || piece === '') return piece;
      if (state === 'first') {
        known = piece;
        state = LETTER.test(piece) ? 'unsure' : 'settled'; // without letters: for example, hyphens repeat themselves
        return piece;
      }
      if (!piece.startsWith(held || known)) return settle(piece);
      if (state === 'unsure' && held === '') {
        if (piece.length === known.length) return settle(piece);
        held = piece;
        return '';
      }
      if (piece.length === held.length && piece.length < MIN_REPETITION) return settle(piece);
      const more = piece.slice(known.length);
      [state, known, held] = ['repeats', piece, ''];
      return more;
    },
    end() {
      if (held === '') return '';
      const rest = held.length < MIN_REPETITION ? held : held.slice(known.length);
      [state, held] = ['settled', ''];
      return rest;
    },
  };
}
