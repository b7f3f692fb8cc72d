import { graphemes } from '../../protocol/graphemes.ts';
import type { Span } from '../styled-text.ts';
import { cellWidth, characterWidth } from './cell-width.ts';

/** A line without its line end. */
export type Line = readonly Span[];

/** Words, spaces, and line ends. */
const PARTS = /\n| +|[^ \n]+/g;

/** The state of the layout. */
interface Layout {
  readonly width: number;
  readonly lines: Span[][];
  line: Span[];
  used: number;
  /** The spaces before the next word; dropped if the word begins a line. */
  spaces: Span[];
  word: Span[];
  wordWidth: number;
}

/**
 * Wraps styled text into lines of a maximum width in cells. Words that are wider than a line are broken. Takes linear
 * time.
 */
export function wrap(spans: readonly Span[], width: number): Line[] {
  const layout: Layout = {
    width: Math.max(1, width),
    lines: [],
    line: [],
    used: 0,
    spaces: [],
    word: [],
    wordWidth: 0,
  };
  for (const { text, styles } of spans) {
    for (const [part] of text.matchAll(PARTS)) {
      if (part === '\n') {
        endWord(layout);
        endLine(layout);
      } else if (part.startsWith(' ')) {
        endWord(layout);
        layout.spaces.push({ text: part, styles });
      } else {
        layout.word.push({ text: part, styles });
        layout.wordWidth += cellWidth(part);
      }
    }
  }
  endWord(layout);
  endLine(layout);
  return layout.lines;
}

function endLine(layout: Layout): void {
  layout.lines.push(layout.line);
  layout.line = [];
  layout.used = 0;
  layout.spaces = [];
}

function endWord(layout: Layout): void {
  const { width, word, wordWidth } = layout;
  if (word.length === 0) return;
  layout.word = [];
  layout.wordWidth = 0;
  const before = layout.used === 0 ? 0 : layout.spaces.reduce((sum, { text }) => sum + text.length, 0);
  const room = width - layout.used - before;
  const fits = wordWidth <= room;
  // A word that has to be broken starts in this line if that saves a line.
  const breaks =
    !fits && wordWidth > width && room > 0 && breaksOf(wordWidth - room) < breaksOf(wordWidth) - 1;
  if (!fits && !breaks && layout.used > 0) endLine(layout);
  else if (before > 0) {
    append(layout.line, layout.spaces);
    layout.used += before;
  }
  layout.spaces = [];
  if (wordWidth > width - layout.used) breakWord(layout, word);
  else {
    append(layout.line, word);
    layout.used += wordWidth;
  }

  /** Returns the number of lines that a number of cells takes. */
  function breaksOf(cells: number): number {
    return Math.ceil(cells / width);
  }
}

/** Appends pieces to a line. A piece with the same styles as the last piece of the line is joined to that piece. */
function append(line: Span[], pieces: readonly Span[]): void {
  for (const piece of pieces) {
    const last = line.at(-1);
    if (last?.styles === piece.styles) line[line.length - 1] = { ...last, text: last.text + piece.text };
    else line.push(piece);
  }
}

function breakWord(layout: Layout, word: readonly Span[]): void {
  for (const { text, styles } of word) {
    let piece = '';
    for (const character of graphemes(text)) {
      const cells = characterWidth(character);
      if (layout.used + cells > layout.width && layout.used > 0) {
        if (piece !== '') append(layout.line, [{ text: piece, styles }]);
        endLine(layout);
        piece = '';
      }
      piece += character;
      layout.used += cells;
    }
    if (piece !== '') append(layout.line, [{ text: piece, styles }]);
  }
}
