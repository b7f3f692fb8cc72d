import stringWidth from 'string-width';
import { graphemes } from '../../protocol/graphemes.ts';

const ASCII = /^[\x20-\x7e]*$/;
/** The widths of characters that have come up. */
const known = new Map<string, number>();
/** So many are remembered. */
const MOST_KNOWN = 10_000;

/** How many cells of a terminal a text takes. */
export function cellWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of graphemes(text)) width += characterWidth(character);
  return width;
}

/** How many cells one character takes, with the marks that belong to it. */
export function characterWidth(character: string): number {
  const found = known.get(character);
  if (found !== undefined) return found;
  const width = stringWidth(character);
  if (known.size < MOST_KNOWN) known.set(character, width);
  return width;
}
