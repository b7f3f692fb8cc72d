import { graphemes } from '../../../protocol/graphemes.ts';

const LONGEST_PIECE = 10; // in characters, as a reader counts them
const PART_OF_WORD = 6;
const PART_WITHOUT_SPACES = 2;

/** Scripts that are written without spaces, so that a run of letters is no word. */
const NO_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * Cuts a text into pieces as large as the tokens of a language model: short words, parts of longer
 * ones, punctuation; each with the space before it. Joined, they are the text again.
 */
export function cutIntoPieces(text: string): string[] {
  const runs = text.match(/\n+| ?[\p{L}\p{N}][\p{L}\p{M}\p{N}]*| ?[^\s\p{L}\p{N}]+|\s/gu) ?? [];
  return runs.flatMap(cutRun);
}

function cutRun(run: string): string[] {
  const length = NO_SPACES.test(run) ? PART_WITHOUT_SPACES : PART_OF_WORD;
  if (run.length <= (length === PART_OF_WORD ? LONGEST_PIECE : length)) return [run];
  const characters = [...graphemes(run)];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += length) {
    pieces.push(characters.slice(at, at + length).join(''));
  }
  return pieces;
}
