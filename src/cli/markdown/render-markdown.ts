import type { Token } from 'markdown-it';
import { styled, type Span } from '../styled-text.ts';
import { parseMarkdown, type ParsedMarkdown } from './parse-markdown.ts';
import { renderInline } from './render-inline.ts';
import { renderTable } from './render-table.ts';
import { wrap, type Line } from './wrap.ts';

/** However deep it is set in, text has so many cells. */
const NARROWEST = 8;
/** A text that is longer is shown as it is written, in characters: its blocks are read in one go. */
export const MAX_TEXT_LENGTH = 256 * 1024;
/** The same for a paragraph, a heading or a cell of a table. */
export const LONGEST_PARAGRAPH = 16 * 1024;

/** A line, or null: there is more work to do before the next one. Between two, a caller can do something else. */
type Step = Line | null;

/** What renders the inside of a block. */
interface Rendering extends ParsedMarkdown {
  width: number;
}

/**
 * Lays markdown out for a terminal, line by line: wrapped at its width by words, wide characters counted as two cells.
 * HTML is shown as it was written; so is what would take too long to lay out, and a line before it says so.
 * @param text without control characters other than tabs and line ends
 */
export function* renderMarkdown(text: string, width: number): Generator<Step, void> {
  if (text.length > MAX_TEXT_LENGTH) return yield* plainly(text);
  const parsed = parseMarkdown(text);
  yield null;
  yield* renderBlocks({ ...parsed, width }, 0, parsed.tokens.length);
}

function* plainly(text: string): Generator<Line> {
  yield [styled('dim', 'Too long to lay out. As it is written:')];
  for (const line of text.replace(/\n$/, '').split('\n')) yield [{ text: line, styles: [] }];
}

/** The lines of the blocks from one token to another, with an empty one between two. */
function* renderBlocks(rendering: Rendering, from: number, to: number, isTight = false): Generator<Step> {
  let hasLines = false;
  for (let at = from; at < to; at = rendering.ends[at]! + 1) {
    let isFirst = true;
    for (const step of renderBlock(rendering, at)) {
      if (step && isFirst && hasLines && !isTight) yield [];
      if (step) {
        isFirst = false;
        hasLines = true;
      }
      yield step;
    }
    yield null;
  }
}

function* renderBlock(rendering: Rendering, at: number): Generator<Step> {
  const { tokens, ends, width } = rendering;
  const token = tokens[at]!;
  const end = ends[at]!;
  switch (token.type) {
    case 'heading_open':
      return yield* renderParagraph(rendering, at, (span) => styled('bold', span));
    case 'bullet_list_open':
    case 'ordered_list_open':
      return yield* renderList(rendering, at);
    case 'blockquote_open': {
      const mark = styled('dim', '│ ');
      return yield* setIn(mark, mark, 2, rendering, (within) => renderBlocks(within, at + 1, end));
    }
    case 'fence':
    case 'code_block':
      return yield* renderCode(token);
    case 'html_block':
      return yield* renderText([{ text: token.content.trimEnd(), styles: [] }], width);
    case 'hr':
      return yield [styled('dim', '─'.repeat(width))];
    case 'table_open':
      return yield* renderTable(rendering, at);
    default:
      return yield* renderParagraph(rendering, at);
  }
}

function* renderParagraph(
  { tokens, ends, childrenOf, width }: Rendering,
  from: number,
  style: (span: Span) => Span = (span) => span,
): Generator<Step> {
  for (let at = from; at < ends[from]!; at++) {
    const token = tokens[at]!;
    if (token.type !== 'inline') continue;
    if (token.content.length > LONGEST_PARAGRAPH) yield* plainly(token.content);
    else yield* wrap(renderInline(childrenOf(token)).map(style), width);
  }
}

function* renderText(spans: readonly Span[], width: number): Generator<Line> {
  const length = spans.reduce((sum, { text }) => sum + text.length, 0);
  if (length > LONGEST_PARAGRAPH) yield* plainly(spans.map(({ text }) => text).join(''));
  else yield* wrap(spans, width);
}

/** Code keeps its lines: who copies one gets it whole, and the terminal itself breaks what is too long. */
function* renderCode({ content, info }: Token): Generator<Line> {
  const language = info.trim().split(/\s/, 1)[0];
  if (language) yield [styled('dim', language)];
  for (const line of content.replace(/\n$/, '').split('\n')) yield [styled('cyan', line)];
}

function* renderList(rendering: Rendering, at: number): Generator<Step> {
  const { tokens, ends } = rendering;
  const list = tokens[at]!;
  const items: number[] = [];
  for (let item = at + 1; item < ends[at]!; item = ends[item]! + 1) items.push(item);
  const first = Number(list.attrGet('start') ?? 1);
  const isOrdered = list.type === 'ordered_list_open';
  const indent = isOrdered ? String(first + items.length - 1).length + 2 : 2;
  const isTight = items.every((item) => isItemTight(rendering, item));
  for (const [index, item] of items.entries()) {
    const mark = isOrdered ? `${first + index}.`.padStart(indent - 1) : '•';
    if (index > 0 && !isTight) yield [];
    const render = (within: Rendering) => renderBlocks(within, item + 1, ends[item]!, isTight);
    yield* setIn(unstyled(`${mark} `), unstyled(' '.repeat(indent)), indent, rendering, render);
  }
}

/** Whether the paragraphs of an item stand close together, which the parser tells by hiding them. */
function isItemTight({ tokens, ends }: Rendering, item: number): boolean {
  for (let at = item + 1; at < ends[item]!; at = ends[at]! + 1) {
    const { type, hidden } = tokens[at]!;
    if (type === 'paragraph_open' && !hidden) return false;
  }
  return true;
}

/** What is rendered with a mark before its first line, and another before each that follows. */
function* setIn(
  first: Span,
  others: Span,
  indent: number,
  rendering: Rendering,
  render: (within: Rendering) => Iterable<Step>,
): Generator<Step> {
  const within = { ...rendering, width: Math.max(rendering.width - indent, NARROWEST) };
  let mark = first;
  for (const step of render(within)) {
    yield step && withMark(mark, step);
    if (step) mark = others;
  }
  if (mark === first && first !== others) yield withMark(mark, []);
}

function withMark(mark: Span, line: Line): Line {
  if (line.length > 0) return [mark, ...line];
  const text = mark.text.trimEnd();
  return text === '' ? [] : [{ ...mark, text }];
}

function unstyled(text: string): Span {
  return { text, styles: [] };
}
