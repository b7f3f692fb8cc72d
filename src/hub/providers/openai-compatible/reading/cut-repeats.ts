/** Cuts off what each piece of a text repeats, where a server sends the whole text so far in each. */
export interface RepeatCutter {
  /** Whether this server does not. */
  readonly isSettled: boolean;
  /** What is new in a piece. The second is held back if it begins with the first: the third tells whether that is chance. */
  push(piece: string): string;
  /** What was held back. */
  end(): string;
}

/** A piece of this length that begins with all the text before it repeats that, and not by chance. */
const SURE_LENGTH = 8; // in characters
const LETTER = /\p{L}/u;

/** A cutter for one text, from its first piece on. */
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
        state = LETTER.test(piece) ? 'unsure' : 'settled'; // such as a rule of hyphens
        return piece;
      }
      if (!piece.startsWith(held || known)) return settle(piece);
      if (state === 'unsure' && held === '') {
        if (piece.length === known.length) return settle(piece);
        held = piece;
        return '';
      }
      if (piece.length === held.length && piece.length < SURE_LENGTH) return settle(piece);
      const more = piece.slice(known.length);
      [state, known, held] = ['repeats', piece, ''];
      return more;
    },
    end() {
      if (held === '') return '';
      const rest = held.length < SURE_LENGTH ? held : held.slice(known.length);
      [state, held] = ['settled', ''];
      return rest;
    },
  };
}
