import { itemsOf, type Chunks } from '../../../src/app/markdown/chunks.ts';
import type { Block, Inline, MarkdownDocument } from '../../../src/app/markdown/document.ts';
import { readInline, type InlineToken } from '../../../src/app/markdown/inline/read-inline.ts';
import {
  appendMarkdown,
  EMPTY_MARKDOWN,
  markdownDocument,
  type MarkdownState,
} from '../../../src/app/markdown/blocks/append-markdown.ts';

const MARKS: Partial<Record<string, string>> = {
  strong_open: '<b>',
  strong_close: '</b>',
  em_open: '<i>',
  em_close: '</i>',
  s_open: '<s>',
  s_close: '</s>',
  softbreak: '⏎',
  hardbreak: '⏎',
  link_close: '</a>',
};

function tokenAsText(token: InlineToken): string {
  if (token.type === 'code_inline') return `<code>${token.content}</code>`;
  if (token.type === 'maths') return formula(token.content, token.block);
  if (token.type === 'link_open') return `<a ${String(token.attrGet('href'))}>`;
  return MARKS[token.type] ?? token.content;
}

function formula(tex: string, isDisplay: boolean): string {
  return isDisplay ? `⟪${tex}⟫` : `⟨${tex}⟩`;
}

/** The formulas in the notation of `shownText`. */
export function formulasIn(shown: string): string[] {
  return shown.match(/⟨[^⟩]*⟩|⟪[^⟫]*⟫/g) ?? [];
}

/**
 * A document in a notation for tests: `<b>`, `<i>`, `<s>`, `<a address>`, `⏎` for a line break, `⟨tex⟩` for an inline formula,
 * `⟪tex⟫` for a display formula, `¦` between cells.
 */
function shownText({ blocks, definitions, footnotes }: MarkdownDocument): string {
  const inline = (text: Inline) => readInline(text, definitions).tokens.map(tokenAsText).join('');
  const all = (some: Chunks<Block>): string => itemsOf(some).map(block).join('\n');
  function block(one: Block): string {
    switch (one.type) {
      case 'paragraph':
        return inline(one.text);
      case 'heading':
        return `${'#'.repeat(one.level)} ${inline(one.text)}`;
      case 'break':
        return '---';
      case 'code':
        return [`[${one.language ?? 'code'}]\n`, ...itemsOf(one.lines)].join('').replace(/\n$/, '');
      case 'maths':
        return one.open ? one.source : formula(one.source, true);
      case 'quote':
        return `[${one.callout ?? 'quote'}] ${all(one.blocks)}`;
      case 'list':
        return itemsOf(one.items)
          .map((item) => `- ${all(item.blocks)}`)
          .join('\n');
      case 'table':
        return [one.header, ...itemsOf(one.rows)].map((cells) => cells.map(inline).join(' ¦ ')).join('\n');
    }
  }
  return [all(blocks), ...footnotes.map(({ label, blocks: body }) => `[^${label}] ${all(body)}`)].join('\n');
}

/** How a complete text is shown if it is parsed in one piece, as after a reload. */
export function shownSettled(text: string): string {
  return shownText(markdownDocument(appendMarkdown(EMPTY_MARKDOWN, text), false));
}

/** How each prefix of a text is shown while it streams, and how the text is shown when it has ended. */
export function shownLive(text: string): { prefixes: { prefix: string; shown: string }[]; settled: string } {
  let state: MarkdownState = EMPTY_MARKDOWN;
  let prefix = '';
  const prefixes = [...text].map((character) => {
    prefix += character;
    state = appendMarkdown(state, character);
    return { prefix, shown: shownText(markdownDocument(state, true)) };
  });
  return { prefixes, settled: shownText(markdownDocument(state, false)) };
}
