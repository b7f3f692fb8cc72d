import type { Appender, Chunks } from '../chunks.ts';
import { isTooLong, type Piece } from '../inline/split-long-text.ts';
import type { Inline } from '../document.ts';
import { costOf } from '../text-cost.ts';
import { trimAscii } from './line.ts';
import type { OpenParagraph } from './open-blocks.ts';
import { mayBeMarkup } from './block-syntax.ts';

const LINE_END_COST = costOf('\n');

/** A text whose first pieces have been split off. */
export interface CutText {
  readonly pieces: Chunks<Inline>;
  /** The length of the part of the next line that is in the last piece, in characters. */
  readonly lineStart: number;
  /** The reason why the text is not formatted; null if it is formatted. */
  readonly tooLong: Inline['tooLong'] | null;
}

/** A text without pieces. */
export const NOTHING_CUT: CutText = { pieces: [], lineStart: 0, tooLong: null };

/** The part of the BlockBuilder that is used here. */
interface TextBuilder {
  readonly appender: Appender;
  /** Parses and removes the definitions, checkbox and callout marker at the start of a paragraph. Returns the rest. */
  parseStart(lines: readonly string[]): string;
  /** Splits pieces off a text until the rest is short enough to be one piece. */
  cut(source: string, before: CutText): CutText & { last: Piece };
}

/** Creates a paragraph that starts with a line. */
export function beginParagraph(builder: TextBuilder, line: string): OpenParagraph {
  const leaf: OpenParagraph = {
    type: 'paragraph',
    ...NOTHING_CUT,
    lines: [],
    length: 0,
    cost: 0,
    mayBeHeader: true,
    isStartParsed: false,
    unclosedFormulas: 0,
  };
  addLine(builder, leaf, line);
  return leaf;
}

/** Adds a line to a paragraph. */
export function addLine(builder: TextBuilder, leaf: OpenParagraph, line: string): void {
  leaf.lines = builder.appender.add(leaf.lines, line);
  leaf.length += line.length + 1;
  leaf.cost += costOf(line) + LINE_END_COST;
  cutLong(builder, leaf);
}

/** Appends text to the last line of a paragraph. */
export function growLine(builder: TextBuilder, leaf: OpenParagraph, more: string): void {
  leaf.lines = [...leaf.lines.slice(0, -1), (leaf.lines.at(-1) ?? '') + more];
  leaf.length += more.length;
  leaf.cost += costOf(more);
  cutLong(builder, leaf);
}

/** Removes the last line of a paragraph, which is the header of a table. Returns whether other lines are left. */
export function removeHeader(leaf: OpenParagraph): boolean {
  leaf.lines = leaf.lines.slice(0, -1);
  return leaf.lines.length > 0 || leaf.pieces.length > 0;
}

/** Returns the text of a paragraph after its pieces. */
export function textAfterPieces(builder: TextBuilder, leaf: OpenParagraph): string {
  return leaf.isStartParsed ? trimEnd(leaf.lines.join('\n')) : builder.parseStart(leaf.lines);
}

function trimEnd(text: string): string {
  return trimAscii(`|${text}`).slice(1);
}

/** Splits pieces off a paragraph that is too long. The last line is not split if it may be the header of a table. */
function cutLong(builder: TextBuilder, leaf: OpenParagraph): void {
  if (!isTooLong(leaf.length, leaf.cost)) return;
  const last = leaf.lines.at(-1) ?? '';
  const kept = mayBeMarkup(last) && last.includes('|') ? [last] : [];
  const lines = kept.length > 0 ? leaf.lines.slice(0, -1) : leaf.lines;
  if (lines.length === 0) return;
  const text = leaf.isStartParsed ? lines.join('\n') : builder.parseStart(lines);
  const { last: rest, ...cut } = builder.cut(text, leaf);
  Object.assign(leaf, cut, { lines: [rest.source, ...kept], isStartParsed: true });
  leaf.mayBeHeader &&= kept.length > 0;
  leaf.length = leaf.lines.reduce((length, line) => length + line.length + 1, 0);
  leaf.cost = leaf.lines.reduce((cost, line) => cost + costOf(line) + LINE_END_COST, 0);
}
