import { endWithin } from '../markdown/text-cost.ts';

/** Maximum cost of a piece, as `endWithin` counts it: about four hundred short lines, or a few pages of text. */
const MAX_COST = 20_000;

/** Splits plain text into pieces that are laid out separately. A piece ends after a line, or else after a word. */
export function textPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let end = endWithin(MAX_COST, text, 0); end < text.length; end = endWithin(MAX_COST, text, start)) {
    const window = text.slice(start, end);
    const line = window.lastIndexOf('\n') + 1;
    const word = window.lastIndexOf(' ') + 1;
    const pair = /[\uD800-\uDBFF]$/.test(window) ? window.length - 1 : window.length;
    const length = line || word || pair;
    pieces.push(window.slice(0, length));
    start += length;
  }
  return [...pieces, text.slice(start)];
}
