import { BlockBuilder, NOTHING_READ } from './block-builder.ts';
import type { OpenLeaf, ReadBlocks } from './open-blocks.ts';
import { closeBlocksBeforeFormula, readLine, rejectFormula } from './read-line.ts';
import type { MarkdownDocument } from '../document.ts';
import { growLastLine, NO_LINE, READ_AHEAD, shownPart, wholeLine, type GrowingLine } from './growing-line.ts';

/** The parsing state after a text. Immutable. */
export interface MarkdownState {
  /** The blocks of all lines except the last. */
  readonly blocks: ReadBlocks;
  readonly lastLine: GrowingLine;
}

/** The state before the first character. */
export const EMPTY_MARKDOWN: MarkdownState = { blocks: NOTHING_READ, lastLine: NO_LINE };

const LINE_END = /\r\n|\r(?!$)|\n/;
/** Matches a line that may become the marker of a numbered item. */
const NUMBER = /^[ \t]*\d{1,9}[.)]?[ \t]*$/;
/**
 * Matches a line at the start of a block that may become the definition of a link. Footnote definitions do not match,
 * because they are shown as they arrive. Labels with spaces do not match, because they are more likely an aside in
 * brackets.
 */
const DEFINITION = /^ {0,3}\[(?!\^)[^\]\s]*(?:\](?::[ \t]*\S*)?)?$/;
/** Matches a line that may become the first line of a callout. */
const CALLOUT = /^(?:[ \t]*>)+[ \t]*\[!\w{0,9}\]?$/;

/**
 * Parses more text. The cost depends only on the new text, not on the length of the earlier text: closed blocks are not
 * read again.
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
 * Returns the document. If `live` is false, it is the same as after a full parse of the text.
 * @param live whether more text may follow. If so, the open block can differ from a full parse. The last line is hidden
 * while it is only a marker, and while it may still define a link. Texts that may grow are marked `open`, so that
 * unclosed inline syntax is treated as closed where a closer is likely.
 */
export function markdownDocument(state: MarkdownState, live: boolean): MarkdownDocument {
  const { ahead } = state.lastLine;
  const builder = new BlockBuilder(live && ahead ? ahead.blocks : state.blocks, true);
  if (!live || !ahead) readLastLine(builder, state.lastLine, live);
  if (live) closeBlocksBeforeFormula(builder);
  else while (builder.leaf?.type === 'maths') rejectFormula(builder);
  builder.closeLeaf(live);
  builder.closeTo(1);
  const { containers, definitions, footnotes, callers } = builder.finish();
  return { blocks: containers[0].blocks, definitions, footnotes, callers };
}

function readLastLine(builder: BlockBuilder, lastLine: GrowingLine, live: boolean): void {
  if (live && lastLine.isMarker && canStartBlock(builder.leaf, lastLine)) return;
  const line = live ? shownPart(lastLine) : wholeLine(lastLine);
  if (line === '' || (live && isHidden(builder.leaf, line))) return;
  builder.unfinished = live;
  readLine(builder, line);
  builder.unfinished = false;
}

/**
 * Whether a marker can start a block. Inside a fence, it cannot. Inside a formula, it can only if the line is longer
 * than `READ_AHEAD`.
 */
function canStartBlock(leaf: OpenLeaf | null, { filled }: GrowingLine): boolean {
  return leaf?.type !== 'fence' && (leaf?.type !== 'maths' || filled > READ_AHEAD);
}

/**
 * Whether the last line is hidden until its kind is known. A long line is never hidden: `growing-line.ts` parses it as
 * it grows.
 */
function isHidden(leaf: OpenLeaf | null, line: string): boolean {
  if (leaf?.type === 'fence' || leaf?.type === 'maths' || line.length > READ_AHEAD) return false;
  return NUMBER.test(line) || (!leaf && (DEFINITION.test(line) || CALLOUT.test(line)));
}
