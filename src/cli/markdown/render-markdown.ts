import MarkdownIt, { type Token } from 'markdown-it';
import { addProseSyntax } from '../../client/prose-syntax.ts';
import { withoutControls } from '../without-controls.ts';
import type { Place } from './place.ts';
import { renderInline } from './render-inline.ts';
import { renderTable } from './render-table.ts';
import { wrap } from './wrap.ts';

const markdown = new MarkdownIt('default', { html: true, linkify: true });
addProseSyntax(markdown);

/** However deep it is set in, text has so many cells. */
const NARROWEST = 8;

/**
 * Markdown laid out for a terminal: wrapped at its width by words, wide characters counted as two cells, with
 * colours where the place has them. HTML is shown as it was written. Ends with a line end.
 */
export function renderMarkdown(text: string, place: Place): string {
  const lines = renderBlocks(markdown.parse(withoutControls(text), {}), place);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The lines of these blocks, with an empty one between two. */
function renderBlocks(tokens: readonly Token[], place: Place, isTight = false): string[] {
  const lines: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const end = endOf(tokens, at);
    const block = renderBlock(tokens[at]!, tokens.slice(at + 1, end), place);
    if (block.length > 0) lines.push(...(lines.length > 0 && !isTight ? [''] : []), ...block);
    at = end + 1;
  }
  return lines;
}

/** Where the block ends that begins at `at`. */
function endOf(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let end = at; end < tokens.length; end++) {
    depth += tokens[end]!.nesting;
    if (depth === 0) return end;
  }
  return tokens.length;
}

function renderBlock(token: Token, inner: readonly Token[], place: Place): string[] {
  const { colors, width } = place;
  switch (token.type) {
    case 'heading_open':
      return wrap(colors.bold(inlineOf(inner, place)), width);
    case 'bullet_list_open':
    case 'ordered_list_open':
      return renderList(token, inner, place);
    case 'blockquote_open':
      return setIn(colors.dim('│ '), 2, (within) => renderBlocks(inner, within), place);
    case 'fence':
    case 'code_block':
      return renderCode(token, place);
    case 'html_block':
      return wrap(token.content.trimEnd(), width);
    case 'hr':
      return [colors.dim('─'.repeat(width))];
    case 'table_open':
      return renderTable(inner, place);
    default:
      return wrap(inlineOf(inner, place), width);
  }
}

function inlineOf(tokens: readonly Token[], place: Place): string {
  return tokens.map(({ children }) => renderInline(children ?? [], place.colors)).join('');
}

/** Code keeps its lines: who copies one gets it whole, and the terminal itself breaks what is too long. */
function renderCode({ content, info }: Token, { colors }: Place): string[] {
  const language = info.trim().split(/\s/)[0];
  const lines = content.replace(/\n$/, '').split('\n');
  return [...(language ? [colors.dim(language)] : []), ...lines.map((line) => colors.cyan(line))];
}

function renderList(list: Token, inner: readonly Token[], place: Place): string[] {
  const items: (readonly Token[])[] = [];
  for (let at = 0; at < inner.length;) {
    const end = endOf(inner, at);
    items.push(inner.slice(at + 1, end));
    at = end + 1;
  }
  const first = Number(list.attrGet('start') ?? 1);
  const isOrdered = list.type === 'ordered_list_open';
  const indent = isOrdered ? String(first + items.length - 1).length + 2 : 2;
  const isTight = items.every((tokens) =>
    tokens.every(({ type, hidden }) => type !== 'paragraph_open' || hidden),
  );
  return items.flatMap((tokens, index) => {
    const mark = isOrdered ? `${first + index}.`.padStart(indent - 1) : '•';
    const lines = setIn(`${mark} `, indent, (within) => renderBlocks(tokens, within, isTight), place, true);
    return index > 0 && !isTight ? ['', ...lines] : lines;
  });
}

/** What is rendered with this before it: before each line, or before the first and as much room before the others. */
function setIn(
  mark: string,
  indent: number,
  render: (within: Place) => string[],
  place: Place,
  isOnce = false,
): string[] {
  const within = { colors: place.colors, width: Math.max(place.width - indent, NARROWEST) };
  const lines = render(within);
  if (lines.length === 0) return [mark.trimEnd()];
  return lines.map((line, index) => {
    const before = isOnce && index > 0 ? ' '.repeat(indent) : mark;
    return (before + line).trimEnd();
  });
}
