import { graphemes } from '../protocol/graphemes.ts';
import { showControls } from '../protocol/show-controls.ts';
import { cellWidth, characterWidth } from './markdown/cell-width.ts';

/** Number of characters per cell that are looked at: a character with its combining marks may be long. */
const MAX_CHARACTERS_PER_CELL = 16;

/** Joins the lines of a text, and each sequence of white space to one space. */
export function oneLine(text: string): string {
  return showControls(text).replace(/\s+/gu, ' ').trim();
}

/** Cuts a text to a width in cells; returns an empty text if there is no room for any. */
export function shorten(text: string, width: number): string {
  if (width < 2) return text.length <= width && cellWidth(text) <= width ? text : '';
  const start = text.slice(0, width * MAX_CHARACTERS_PER_CELL);
  if (start.length === text.length && cellWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of graphemes(start)) {
    used += characterWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
