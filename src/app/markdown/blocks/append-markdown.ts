import { BlockBuilder, NOTHING_READ } from './block-builder.ts';
import type { OpenLeaf, ReadBlocks } from './open-blocks.ts';
import { placeFormula, readLine, rejectFormula } from './read-line.ts';
import type { MarkdownDocument } from '../document.ts';
import { growLastLine, NO_LINE, READ_AHEAD, shownPart, wholeLine, type GrowingLine } from './growing-line.ts';

/** How far a text is read. A value. */
export interface MarkdownState {
  /** What all lines but the last have made. */
  readonly blocks: ReadBlocks;
  readonly lastLine: GrowingLine;
}

/** Before the first character. */
export const EMPTY_MARKDOWN: MarkdownState = { blocks: NOTHING_READ, lastLine: NO_LINE };

const LINE_END = /\r\n|\r(?!$)|\n/;
/** What may become the marker of a numbered item. */
const NUMBER = /^[ \t]*\d{1,9}[.)]?[ \t]*$/;
/**
 * What may become the definition of a link, where a block begins; that of a footnote is shown as it comes. A label of
 * several words is rather an aside in brackets.
 */
const DEFINITION = /^ {0,3}\[(?!\^)[^\]\s]*(?:\](?::[ \t]*\S*)?)?$/;
/** What may become the first line of a callout. */
const CALLOUT = /^(?:[ \t]*>)+[ \t]*\[!\w{0,9}\]?$/;

/**
 * Reads on. Costs what the appended text costs, however long the text before it is: closed blocks are not
 * looked at again.
 */
export function appendMarkdown(state: MarkdownState, text: string): MarkdownState {
  const { blocks, lastLine } = state;
  const more = text.replaceAll('\0', '\u{FFFD}');
  if (!LINE_END.test(lastLine.endsInReturn ? `\r${more}` : more)) {
    return { blocks, lastLine: growLastLine(lastLine, more, blocks) };
  }
  const lines = (lastLine.text + more).split(LINE_END);
  const last = lines.pop() ?? '';
  const builder = new BlockBuilder(blocks);
  for (const line of lines) readLine(builder, line);
  const read = builder.finish();
  return { blocks: read, lastLine: growLastLine(NO_LINE, last, read) };
}

/**
 * The document as it stands, as a full parse of the text would make it.
 * @param live more may come. Then what a full parse would take for something that it hardly is going to be is
 * shown otherwise, in the block that is open: a last line that is nothing but a marker, or that may define a link,
 * is held back, and texts that may grow are marked `open`, for incomplete inline syntax to be completed.
 */
export function markdownDocument(state: MarkdownState, live: boolean): MarkdownDocument {
  const { ahead } = state.lastLine;
  const builder = new BlockBuilder(live && ahead ? ahead.blocks : state.blocks, true);
  if (!live || !ahead) readLastLine(builder, state.lastLine, live);
  if (live) placeFormula(builder);
  else while (builder.leaf?.type === 'maths') rejectFormula(builder);
  builder.closeLeaf(live);
  builder.closeTo(1);
  const { containers, definitions, footnotes, callers } = builder.finish();
  return { blocks: containers[0].blocks, definitions, footnotes, callers };
}

function readLastLine(builder: BlockBuilder, lastLine: GrowingLine, live: boolean): void {
  if (live && lastLine.isMarker && holdsMarkers(builder.leaf, lastLine)) return;
  const line = live ? shownPart(lastLine) : wholeLine(lastLine);
  if (line === '' || (live && isHeldBack(builder.leaf, line))) return;
  builder.unfinished = live;
  readLine(builder, line);
  builder.unfinished = false;
}

/** In code and in formulas markers mean nothing, but for a line that is longer than any formula has. */
function holdsMarkers(leaf: OpenLeaf | null, { filled }: GrowingLine): boolean {
  return leaf?.type !== 'fence' && (leaf?.type !== 'maths' || filled > READ_AHEAD);
}

function isHeldBack(leaf: OpenLeaf | null, line: string): boolean {
  if (leaf?.type === 'fence' || leaf?.type === 'maths') return false;
  return NUMBER.test(line) || (!leaf && (DEFINITION.test(line) || CALLOUT.test(line)));
}
