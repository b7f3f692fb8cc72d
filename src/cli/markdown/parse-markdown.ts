import MarkdownIt, { type Token } from 'markdown-it';
import { addProseSyntax } from '../../client/prose-syntax.ts';

const options = { html: true, linkify: true } as const;
const blocks = new MarkdownIt('default', options);
blocks.core.ruler.enableOnly(['normalize', 'block']);
const inlines = new MarkdownIt('default', options);
inlines.core.ruler.enableOnly(['inline', 'linkify', 'text_join']);
addProseSyntax(inlines);

/** A text whose blocks have been parsed. The inline text of a block is parsed on demand. */
export interface ParsedMarkdown {
  readonly tokens: readonly Token[];
  /** For each opening token, the index of its closing token; for any other token, its own index. */
  readonly ends: readonly number[];
  /** Parses the text of an `inline` token. */
  childrenOf(token: Token): readonly Token[];
}

/** Parses the blocks of a text. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const environment = {};
  const tokens = blocks.parse(text, environment);
  return {
    tokens,
    ends: endsOf(tokens),
    childrenOf(token) {
      const state = new inlines.core.State('', inlines, environment);
      state.tokens = [token];
      inlines.core.process(state);
      return token.children ?? [];
    },
  };
}

function endsOf(tokens: readonly Token[]): number[] {
  const open: number[] = [];
  const ends = tokens.map((_, at) => at);
  for (const [at, { nesting }] of tokens.entries()) {
    if (nesting > 0) open.push(at);
    else if (nesting < 0) ends[open.pop() ?? at] = at;
  }
  return ends;
}
