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
 * A document as it is shown, in a notation for tests: `<b>`, `<i>`, `<s>`, `<a address>`, `⏎` for a line break, `⟨tex⟩` for
 * a formula in a line, `⟪tex⟫` for one in lines of its own, `¦` between cells.
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

/** What a text shows when it is complete: read in one piece, as after a reload. */
export function shownSettled(text: string): string {
  return shownText(markdownDocument(appendMarkdown(EMPTY_MARKDOWN, text), false));
}

/** What a text shows while it streams, at each of its prefixes, and once it has ended. */
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
