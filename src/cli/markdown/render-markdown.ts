import type { Token } from 'markdown-it';
import { styled, type Span } from '../styled-text.ts';
import { parseMarkdown, type ParsedMarkdown } from './parse-markdown.ts';
import { renderInline } from './render-inline.ts';
import { renderTable } from './render-table.ts';
import { wrap, type Line } from './wrap.ts';

/** Minimum width of text in cells, regardless of its indentation. */
const MIN_WIDTH = 8;
/** Maximum length of a text that is laid out, in characters. All blocks of a text are parsed at once. */
export const MAX_TEXT_LENGTH = 256 * 1024;
/** Maximum length of a paragraph, a heading or an HTML block that is laid out, in characters. */
export const MAX_PARAGRAPH_LENGTH = 16 * 1024;

/** A line, or null if the step produced no line. The caller can handle input between two steps. */
type Step = Line | null;

/** The parsed text and the available width, for the renderers of blocks. */
interface Rendering extends ParsedMarkdown {
  width: number;
}

/**
 * Lays out markdown for a terminal, and yields it line by line. Lines are wrapped between words at the width; wide
 * characters count as two cells. HTML is shown as source. Text that would take too long to lay out is also shown as
 * source, after a line that says so.
 * @param text without control characters other than tabs and line ends
 */
export function* renderMarkdown(text: string, width: number): Generator<Step, void> {
  if (text.length > MAX_TEXT_LENGTH) return yield* plainLines(text);
  const parsed = parseMarkdown(text);
  yield null;
  yield* renderBlocks({ ...parsed, width }, 0, parsed.tokens.length);
}

function* plainLines(text: string): Generator<Line> {
  yield [styled('dim', 'Too long to format. Shown as Markdown source:')];
  for (const line of text.replace(/\n$/, '').split('\n')) yield [{ text: line, styles: [] }];
}

/** Yields the lines of the blocks between two tokens, with an empty line between two blocks unless `isTight`. */
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
      return yield* indentBlocks(mark, mark, 2, rendering, (inner) => renderBlocks(inner, at + 1, end));
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
    if (token.content.length > MAX_PARAGRAPH_LENGTH) yield* plainLines(token.content);
    else yield* wrap(renderInline(childrenOf(token)).map(style), width);
  }
}

function* renderText(spans: readonly Span[], width: number): Generator<Line> {
  const length = spans.reduce((sum, { text }) => sum + text.length, 0);
  if (length > MAX_PARAGRAPH_LENGTH) yield* plainLines(spans.map(({ text }) => text).join(''));
  else yield* wrap(spans, width);
}

/**
 * Renders a code block. Lines are not wrapped, so that copied lines are complete. The terminal breaks lines that are
 * too long.
 */
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
    const render = (inner: Rendering) => renderBlocks(inner, item + 1, ends[item]!, isTight);
    yield* indentBlocks(unstyled(`${mark} `), unstyled(' '.repeat(indent)), indent, rendering, render);
  }
}

/** Whether an item has no empty lines between its paragraphs: the parser marks such paragraphs as hidden. */
function isItemTight({ tokens, ends }: Rendering, item: number): boolean {
  for (let at = item + 1; at < ends[item]!; at = ends[at]! + 1) {
    const { type, hidden } = tokens[at]!;
    if (type === 'paragraph_open' && !hidden) return false;
  }
  return true;
}

/** Renders blocks with one mark before the first line, and another mark before each following line. */
function* indentBlocks(
  first: Span,
  others: Span,
  indent: number,
  rendering: Rendering,
  render: (inner: Rendering) => Iterable<Step>,
): Generator<Step> {
  const inner = { ...rendering, width: Math.max(rendering.width - indent, MIN_WIDTH) };
  let mark = first;
  for (const step of render(inner)) {
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
