import stringWidth from 'string-width';
import { graphemes } from '../../protocol/graphemes.ts';

const ASCII = /^[\x20-\x7e]*$/;
/** The measured widths of characters. */
const cache = new Map<string, number>();
/** Maximum number of cached widths. */
const MAX_CACHED = 10_000;

/** Returns the width of a text in cells of a terminal. */
export function cellWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of graphemes(text)) width += characterWidth(character);
  return width;
}

/** Returns the width of one character in cells, including its combining marks. */
export function characterWidth(character: string): number {
  const cached = cache.get(character);
  if (cached !== undefined) return cached;
  const width = stringWidth(character);
  if (cache.size < MAX_CACHED) cache.set(character, width);
  return width;
}
