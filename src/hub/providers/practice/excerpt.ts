import { graphemes } from '../../../protocol/graphemes.ts';

const MAX_GRAPHEMES = 56;
const MAX_UNITS = 160; // one grapheme can be any number of code units: a letter under a tower of accents

/**
 * Text of a person's as one line that can stand anywhere in markdown, a table's cell included: what
 * would mean something to a markdown reader, or turn the writing direction, is taken out.
 */
export function toPlainLine(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1') // a link or an image: its words
    .replaceAll(/<\/?[a-z][^<>]*>/gi, ' ')
    .replaceAll(/\p{Surrogate}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replaceAll(/[`*~|\\<>[\]{}$]|\p{Cc}/gu, ' ')
    .replaceAll(/(?<![\p{L}\p{N}])[_#]+|_+(?![\p{L}\p{N}])/gu, ' ') // keeps snake_case and C#
    .replaceAll(/\s+/gu, ' ')
    .replace(/^ ?(?:[-+=] |\d+[.)] )+/, '')
    .trim();
}

/** The start of a line, cut between words where there are words, and never inside a character. */
export function shorten(line: string): string {
  let kept = '';
  let count = 0;
  for (const character of graphemes(line)) {
    if (count === MAX_GRAPHEMES || kept.length + character.length > MAX_UNITS) {
      const space = kept.lastIndexOf(' ');
      return `${(space > kept.length / 2 ? kept.slice(0, space) : kept).replace(/(?<![\s,;:.–—-])[\s,;:.–—-]+$/u, '')}…`;
    }
    kept += character;
    count++;
  }
  return line;
}

/** Words in quotation marks. */
export function quote(words: string): string {
  return `“${words.replaceAll(/[“”"]/g, '’')}”`;
}
