import { BlockBuilder } from './block-builder.ts';
import { growCodeLine } from './open-code.ts';
import { growLine } from './open-paragraph.ts';
import type { ReadBlocks } from './open-blocks.ts';
import { readLine } from './read-line.ts';
import { countOf } from '../chunks.ts';
import { LONGEST_FORMULA } from '../maths/multiline-formula.ts';

/** The last line of a text, while it grows. A value. */
export interface LastLine {
  readonly text: string;
  /** The number of characters up to the white space at its end. */
  readonly filled: number;
  /** It has nothing but characters that markers of blocks are made of. */
  readonly isMarker: boolean;
  /** Its last character may be the first half of a line end. */
  readonly endsInReturn: boolean;
  /** What the lines before and the start of this one have made, if the rest of it can change nothing but its text. */
  readonly ahead: Ahead | null;
}

interface Ahead {
  readonly blocks: ReadBlocks;
  /** What is not in those blocks yet: the white space at the end. */
  readonly unread: string;
}

/** A line that has not begun. */
export const NO_LINE: LastLine = { text: '', filled: 0, isMarker: true, endsInReturn: false, ahead: null };

/** A line that is longer than this is not read anew as it grows, in characters. */
export const READ_AHEAD = 1_000;
const MARKER = /^[\s>*+\-#=|:`~$_[\]\\]*$/;
/** A pattern for this would try every run of spaces to its end. */
const WHITE_SPACE = /[ \t\r]/;

/** Returns the line with more text at its end. Costs what that costs, however long the line is. */
export function growLastLine(line: LastLine, more: string, before: ReadBlocks): LastLine {
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
  /** Where the white space at its end begins. */
  readonly end: number;
  readonly before: ReadBlocks;
}

function readAhead(ahead: Ahead | null, line: Omit<LastLine, 'ahead'>, growth: Growth): Ahead | null {
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

/** Reads a line that is long by now. Null if what follows may make something else of it. */
function startAhead(line: Omit<LastLine, 'ahead'>, before: ReadBlocks): Ahead | null {
  if (before.leaf?.type === 'maths' && line.filled <= LONGEST_FORMULA) return null; // it may end in this line, or not
  const builder = new BlockBuilder(before);
  builder.unfinished = true;
  readLine(builder, shownPart(line));
  builder.unfinished = false;
  const { leaf } = builder;
  const isText = leaf?.type === 'paragraph' || leaf?.type === 'indented';
  const isLineOfFence =
    leaf?.type === 'fence' &&
    before.leaf?.type === 'fence' &&
    countOf(leaf.lines) > countOf(before.leaf.lines);
  return isText || isLineOfFence ? { blocks: builder.finish(), unread: line.text.slice(line.filled) } : null;
}

/** The line as it is shown: if it is long without the white space at its end, of which nothing is seen. */
export function shownPart(line: Omit<LastLine, 'ahead'>): string {
  return line.text.length > READ_AHEAD ? line.text.slice(0, line.filled) : wholeLine(line);
}

/** The line without what may be the first half of a line end. */
export function wholeLine({ text, endsInReturn }: Omit<LastLine, 'ahead'>): string {
  return endsInReturn ? text.slice(0, -1) : text;
}
