import type { Appender, Chunks } from '../chunks.ts';
import { isTooLong, type Piece } from '../inline/split-long-text.ts';
import type { Inline } from '../document.ts';
import { costOf } from '../text-cost.ts';
import { trimAscii } from './line.ts';
import type { OpenParagraph } from './open-blocks.ts';
import { mayBeMarkup } from './block-syntax.ts';

const LINE_END_COST = costOf('\n');

/** A text of which pieces are cut off. */
export interface CutText {
  readonly pieces: Chunks<Inline>;
  /** How much of the first line after them is in the last of them, in characters. */
  readonly lineStart: number;
  /** Why it is not shown as it is meant. */
  readonly tooLong: Inline['tooLong'] | null;
}

/** A text of which nothing is cut off. */
export const NOTHING_CUT: CutText = { pieces: [], lineStart: 0, tooLong: null };

/** What adds to paragraphs. */
interface TextBuilder {
  readonly appender: Appender;
  /** Takes what a paragraph begins with that is no text, and gives the rest of it. */
  takeStart(lines: readonly string[]): string;
  /** Cuts pieces off a text, until what is left is short enough to be one. */
  cut(source: string, before: CutText): CutText & { last: Piece };
}

/** Begins a paragraph with a line. */
export function beginParagraph(builder: TextBuilder, line: string): OpenParagraph {
  const leaf: OpenParagraph = {
    type: 'paragraph',
    ...NOTHING_CUT,
    lines: [],
    length: 0,
    cost: 0,
    mayBeHeader: true,
    hasBegun: false,
    unended: 0,
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

/** Adds to the last line of a paragraph. */
export function growLine(builder: TextBuilder, leaf: OpenParagraph, more: string): void {
  leaf.lines = [...leaf.lines.slice(0, -1), (leaf.lines.at(-1) ?? '') + more];
  leaf.length += more.length;
  leaf.cost += costOf(more);
  cutLong(builder, leaf);
}

/** Takes the last line of a paragraph away, which is a header. Whether the paragraph has any others. */
export function takeHeader(leaf: OpenParagraph): boolean {
  leaf.lines = leaf.lines.slice(0, -1);
  return leaf.lines.length > 0 || leaf.pieces.length > 0;
}

/** The text of a paragraph after the pieces that are cut off. */
export function restOf(builder: TextBuilder, leaf: OpenParagraph): string {
  return leaf.hasBegun ? trimEnd(leaf.lines.join('\n')) : builder.takeStart(leaf.lines);
}

function trimEnd(text: string): string {
  return trimAscii(`|${text}`).slice(1);
}

/** Cuts pieces off a paragraph that is too long for one. The last line is left whole if it may be a table's header. */
function cutLong(builder: TextBuilder, leaf: OpenParagraph): void {
  if (!isTooLong(leaf.length, leaf.cost)) return;
  const last = leaf.lines.at(-1) ?? '';
  const kept = mayBeMarkup(last) && last.includes('|') ? [last] : [];
  const lines = kept.length > 0 ? leaf.lines.slice(0, -1) : leaf.lines;
  if (lines.length === 0) return;
  const text = leaf.hasBegun ? lines.join('\n') : builder.takeStart(lines);
  const { last: rest, ...cut } = builder.cut(text, leaf);
  Object.assign(leaf, cut, { lines: [rest.source, ...kept], hasBegun: true });
  leaf.mayBeHeader &&= kept.length > 0;
  leaf.length = leaf.lines.reduce((length, line) => length + line.length + 1, 0);
  leaf.cost = leaf.lines.reduce((cost, line) => cost + costOf(line) + LINE_END_COST, 0);
}
