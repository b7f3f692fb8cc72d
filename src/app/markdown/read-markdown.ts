import { BlockBuilder, NOTHING_READ } from './blocks/block-builder.ts';
import type { ReadBlocks } from './blocks/open-blocks.ts';
import { placeFormula, readLine, rejectFormula } from './blocks/read-line.ts';
import type { MarkdownDocument } from './document.ts';

/** How far a text is read. A value. */
export interface MarkdownState {
  /** What all lines but the last have made. */
  readonly blocks: ReadBlocks;
  /** The last line, which may still grow. */
  readonly lastLine: string;
}

/** Before the first character. */
export const EMPTY_MARKDOWN: MarkdownState = { blocks: NOTHING_READ, lastLine: '' };

const LINE_END = /\r\n|\r(?!$)|\n/;
/** What may become a marker of a block, or the line under a heading or a header. */
const MARKER = /^[\s>*+\-#=|:`~$_[\]\\]*$|^\s*\d{1,9}[.)]?\s*$/;
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
  const lines = (state.lastLine + text.replaceAll('\0', '\u{FFFD}')).split(LINE_END);
  const lastLine = lines.pop() ?? '';
  if (lines.length === 0) return { ...state, lastLine };
  const builder = new BlockBuilder(state.blocks);
  for (const line of lines) readLine(builder, line);
  return { blocks: builder.finish(), lastLine };
}

/**
 * The document as it stands, as a full parse of the text would make it.
 * @param live more may come. Then what a full parse would take for something that it hardly is going to be is
 * shown otherwise, in the block that is open: a last line that is nothing but a marker, or that may define a link,
 * is held back, and texts that may grow are marked `open`, for incomplete inline syntax to be completed.
 */
export function markdownDocument(state: MarkdownState, live: boolean): MarkdownDocument {
  const builder = new BlockBuilder(state.blocks);
  const line = state.lastLine.replace(/\r$/, '');
  const { leaf } = builder;
  const isCode = leaf?.type === 'fence' || leaf?.type === 'maths';
  const isHeldBack =
    live && !isCode && (MARKER.test(line) || (!leaf && (DEFINITION.test(line) || CALLOUT.test(line))));
  if (line !== '' && !isHeldBack) {
    builder.unfinished = live;
    readLine(builder, line);
    builder.unfinished = false;
  }
  if (live) placeFormula(builder);
  else while (builder.leaf?.type === 'maths') rejectFormula(builder);
  builder.closeLeaf(live);
  builder.closeTo(1);
  const { containers, definitions, footnotes, callers } = builder.finish();
  return { blocks: containers[0].blocks, definitions, footnotes, callers };
}
