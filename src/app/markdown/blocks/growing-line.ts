import { countOf } from '../chunks.ts';
import { LONGEST_FORMULA } from '../maths/multiline-formula.ts';
import { BlockBuilder } from './block-builder.ts';
import type { ReadBlocks } from './open-blocks.ts';
import { growCodeLine } from './open-code.ts';
import { growLine } from './open-paragraph.ts';
import { readLine } from './read-line.ts';

/** The last line of a text, while it grows. Immutable. */
export interface GrowingLine {
  readonly text: string;
  /** The length without the white space at the end. */
  readonly filled: number;
  /** True if the line contains only characters that occur in block markers. */
  readonly isMarker: boolean;
  /** True if the last character is `\r`, which may be the first half of `\r\n`. */
  readonly endsInReturn: boolean;
  /** For a long line: the blocks up to its end, if more text can only be appended to the last block. Null otherwise. */
  readonly ahead: Ahead | null;
}

/** The blocks of a text, including the start of its last line. */
interface Ahead {
  readonly blocks: ReadBlocks;
  /** The white space at the end of the line, which is not in the blocks yet. */
  readonly unread: string;
}

/** An empty line. */
export const NO_LINE: GrowingLine = { text: '', filled: 0, isMarker: true, endsInReturn: false, ahead: null };

/**
 * Maximum length of a line that is parsed again from its start each time it grows, in characters. Most longer lines are
 * parsed incrementally.
 */
export const READ_AHEAD = 1_000;
const MARKER = /^[\s>*+\-#=|:`~$_[\]\\]*$/;
/** Matches a text that may become the marker of a numbered item. */
const NUMBER = /^\d{1,9}$/;
/** Maximum length of a text that may still become a marker, in characters. */
const LONGEST_MARKER = 100;
/** Matches one character of white space. The pattern `[ \t\r]+$` would read each sequence of spaces in a text. */
const WHITE_SPACE = /[ \t\r]/;

/** Returns the line with more text at its end. The cost depends only on the new text, not on the length of the line. */
export function growLastLine(line: GrowingLine, more: string, before: ReadBlocks): GrowingLine {
  let end = more.length;
  while (end > 0 && WHITE_SPACE.test(more.charAt(end - 1))) end -= 1;
  const grown = {
    text: line.text + more,
    filled: end === 0 ? line.filled : line.text.length + end,
    isMarker: line.isMarker && MARKER.test(more),
    endsInReturn: more === '' ? line.endsInReturn : more.endsWith('\r'),
  };
  const isLong = grown.filled > READ_AHEAD && (!grown.isMarker || before.leaf?.type === 'fence');
  return { ...grown, ahead: isLong ? readAhead(line.ahead, grown, { more, end, before }) : null };
}

interface Growth {
  readonly more: string;
  /** The position in `more` at which its final white space begins. */
  readonly end: number;
  readonly before: ReadBlocks;
}

function readAhead(ahead: Ahead | null, line: Omit<GrowingLine, 'ahead'>, growth: Growth): Ahead | null {
  const { more, end, before } = growth;
  if (!ahead) return startAhead(line, before);
  if (end === 0) return { blocks: ahead.blocks, unread: ahead.unread + more };
  const builder = new BlockBuilder(ahead.blocks);
  const { leaf } = builder;
  const text = ahead.unread + more.slice(0, end);
  if (leaf?.type === 'paragraph') growLine(builder, leaf, text);
  else if (leaf?.type === 'fence' || leaf?.type === 'indented') growCodeLine(builder, leaf, text);
  return { blocks: builder.finish(), unread: more.slice(end) };
}

/** Parses a long line from its start. Returns null if more text may still turn the line into another kind of block. */
function startAhead(line: Omit<GrowingLine, 'ahead'>, before: ReadBlocks): Ahead | null {
  if (before.leaf?.type === 'maths' && line.filled <= LONGEST_FORMULA) return null; // the formula may end in this line
  const builder = new BlockBuilder(before);
  builder.unfinished = true;
  readLine(builder, shownPart(line));
  builder.unfinished = false;
  const { leaf } = builder;
  const isText =
    leaf?.type === 'indented' || (leaf?.type === 'paragraph' && !mayBecomeMarker(leaf.lines.at(-1) ?? ''));
  const isLineOfFence =
    leaf?.type === 'fence' &&
    before.leaf?.type === 'fence' &&
    countOf(leaf.lines) > countOf(before.leaf.lines);
  return isText || isLineOfFence ? { blocks: builder.finish(), unread: line.text.slice(line.filled) } : null;
}

/**
 * Whether a paragraph that begins in a long line may still become another block. For example, a backtick after the
 * label of a footnote may become a fence.
 */
function mayBecomeMarker(text: string): boolean {
  return text.length <= LONGEST_MARKER && (MARKER.test(text) || NUMBER.test(text));
}

/** Returns the part of the line that is shown. For a long line, the invisible white space at its end is left out. */
export function shownPart(line: Omit<GrowingLine, 'ahead'>): string {
  return line.text.length > READ_AHEAD ? line.text.slice(0, line.filled) : wholeLine(line);
}

/** Returns the line without a final `\r`, which may be the first half of a line end. */
export function wholeLine({ text, endsInReturn }: Omit<GrowingLine, 'ahead'>): string {
  return endsInReturn ? text.slice(0, -1) : text;
}
