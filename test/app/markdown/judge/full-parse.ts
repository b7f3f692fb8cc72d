import MarkdownIt, { type Token } from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import { fence } from './fences.ts';
import type { BlockRule } from './lines.ts';
import { mathsRule } from './maths.ts';
import { table, type JudgedTable } from './table.ts';

/*
 * The judge of what the client reads bit by bit: markdown-it parses the whole text, with plugins of the tests for what
 * GitHub and this client add to CommonMark. It imports no code of the client.
 */

/** Text with inline syntax. */
export interface JudgedText {
  readonly source: string;
  readonly open: false;
}

/** An item of a list. */
export interface JudgedItem {
  readonly checked: boolean | null;
  readonly blocks: readonly JudgedBlock[];
}

/** A block, in the shape that the client's blocks have as plain data. */
export type JudgedBlock =
  | { readonly type: 'paragraph'; readonly text: JudgedText }
  | { readonly type: 'heading'; readonly level: number; readonly text: JudgedText }
  | { readonly type: 'break' }
  | { readonly type: 'quote'; readonly callout: string | null; readonly blocks: readonly JudgedBlock[] }
  | { readonly type: 'maths'; readonly source: string; readonly open: false }
  | {
      readonly type: 'code';
      readonly language: string | null;
      readonly lines: readonly string[];
      readonly open: false;
      readonly hasLongLines: false;
    }
  | {
      readonly type: 'list';
      readonly start: number | null;
      readonly loose: boolean;
      readonly items: readonly JudgedItem[];
    }
  | {
      readonly type: 'table';
      readonly alignments: JudgedTable['alignments'];
      readonly header: readonly JudgedText[];
      readonly rows: readonly (readonly JudgedText[])[];
    };

/** What a full parse makes of a text. */
export interface FullParse {
  readonly blocks: readonly JudgedBlock[];
  readonly links: ReadonlyMap<string, { href: string; title: string }>;
  /** The blocks of footnotes, by their labels. */
  readonly footnotes: ReadonlyMap<string, readonly JudgedBlock[]>;
}

const INTERRUPTS = ['paragraph', 'reference', 'blockquote', 'list'];

/** markdown-it, whose blocks are read whole, with what GitHub's markdown and maths add to it. */
const parser = createParser();

function createParser(): MarkdownIt {
  const markdown = new MarkdownIt({ html: false }).use(footnotes);
  markdown.validateLink = () => true;
  const rules = markdown.block.ruler;
  const ruleOf = (wanted: string) =>
    // oxlint-disable-next-line no-underscore-dangle -- the only way to a rule that a plugin has brought
    (rules as unknown as { __rules__: { name: string; fn: BlockRule }[] }).__rules__.find(
      ({ name }) => name === wanted,
    )!.fn;
  // A header is the last line of a paragraph, as GitHub has it: what begins another block is none.
  rules.disable('table');
  rules.before('lheading', 'gfm_table', table, { alt: ['paragraph', 'reference'] });
  rules.at('footnote_def', ruleOf('footnote_def'), { alt: INTERRUPTS });
  rules.at('fence', fence, { alt: INTERRUPTS });
  const texts = [table, ...['lheading', 'reference', 'paragraph'].map(ruleOf)];
  rules.after('fence', 'maths', mathsRule(texts), { alt: INTERRUPTS });
  return markdown;
}

/** Parses a text whole. */
export function fullParse(text: string): FullParse {
  const environment: { references?: Record<string, { href: string; title: string }> } = {};
  const tokens: Token[] = [];
  parser.block.parse(text.replace(/\r\n?/g, '\n').replaceAll('\0', '\u{FFFD}'), parser, environment, tokens);
  const reader = new TokenReader(tokens);
  const blocks = reader.blocks(null);
  return {
    blocks,
    links: new Map(Object.entries(environment.references ?? {})),
    footnotes: reader.footnotes,
  };
}

/** Makes blocks of markdown-it's flat list of tokens. */
class TokenReader {
  readonly footnotes = new Map<string, readonly JudgedBlock[]>();
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  blocks(end: string | null): JudgedBlock[] {
    const blocks: JudgedBlock[] = [];
    for (let token = this.#next(); token && token.type !== end; token = this.#next()) {
      const block = this.#block(token);
      if (block) blocks.push(block);
    }
    return blocks;
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #block(token: Token): JudgedBlock | null {
    switch (token.type) {
      case 'paragraph_open':
        return { type: 'paragraph', text: this.#inline('paragraph_close') };
      case 'heading_open':
        return { type: 'heading', level: Number(token.tag.slice(1)), text: this.#inline('heading_close') };
      case 'hr':
        return { type: 'break' };
      case 'blockquote_open':
        return quoteOf(this.blocks('blockquote_close'));
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(token);
      case 'fence':
      case 'code_block':
        return codeOf(token);
      case 'maths':
        return { type: 'maths', source: token.content, open: false };
      case 'table':
        return tableOf(token.meta as JudgedTable);
      case 'footnote_reference_open': {
        const blocks = this.blocks('footnote_reference_close');
        const { label } = token.meta as { label: string };
        if (!this.footnotes.has(label)) this.footnotes.set(label, blocks);
        return null;
      }
      default:
        throw new Error(`An unexpected token: ${token.type}`);
    }
  }

  #inline(end: string): JudgedText {
    const token = this.#next();
    if (token?.type !== 'inline' || this.#next()?.type !== end) throw new Error(`No ${end} after its text.`);
    return textOf(token.content);
  }

  #list(open: Token): JudgedBlock {
    const end = open.type.replace('open', 'close');
    const items: JudgedItem[] = [];
    let loose = false;
    for (let token = this.#next(); token && token.type !== end; token = this.#next()) {
      loose ||= this.#itemIsLoose();
      items.push(taskOf(this.blocks('list_item_close')));
    }
    const start = open.tag === 'ol' ? Number(open.attrGet('start') ?? 1) : null;
    return { type: 'list', start, loose, items };
  }

  /** markdown-it hides the paragraphs of a list that is tight. */
  #itemIsLoose(): boolean {
    let depth = 1;
    for (let at = this.#at; depth > 0; at++) {
      const token = this.#tokens[at]!;
      if (depth === 1 && token.type === 'paragraph_open') return !token.hidden;
      depth += token.nesting;
    }
    return false;
  }
}

function codeOf(token: Token): JudgedBlock {
  const language =
    token.type === 'fence' ? (parser.utils.unescapeAll(token.info).trim().split(/\s/)[0] ?? '') : '';
  if (language === 'math') return { type: 'maths', source: token.content.trim(), open: false };
  const lines =
    token.content === ''
      ? []
      : token.content
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${line}\n`);
  return {
    type: 'code',
    language: language === '' ? null : language,
    lines,
    open: false,
    hasLongLines: false,
  };
}

const textOf = (source: string): JudgedText => ({ source, open: false });

function tableOf({ alignments, header, rows }: JudgedTable): JudgedBlock {
  return {
    type: 'table',
    alignments,
    header: header.map(textOf),
    rows: rows.map((cells) => cells.map(textOf)),
  };
}

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
const CALLOUT = /^\[!(note|tip|important|warning|caution)\][ \t]*$/i;

function quoteOf(blocks: JudgedBlock[]): JudgedBlock {
  const [first, ...others] = blocks;
  const [line = '', ...lines] = first?.type === 'paragraph' ? first.text.source.split('\n') : [];
  const callout = CALLOUT.exec(line)?.[1]?.toLowerCase() ?? null;
  if (callout === null) return { type: 'quote', callout, blocks };
  const text = lines.join('\n').trim();
  const paragraphs: JudgedBlock[] = text === '' ? [] : [{ type: 'paragraph', text: textOf(text) }];
  return { type: 'quote', callout, blocks: [...paragraphs, ...others] };
}

/** https://github.github.com/gfm/#task-list-items-extension- */
function taskOf(blocks: JudgedBlock[]): JudgedItem {
  const [first, ...others] = blocks;
  const source = first?.type === 'paragraph' ? first.text.source : '';
  const box = source.slice(0, 3).toLowerCase();
  const text = source.slice(3);
  if ((box !== '[ ]' && box !== '[x]') || !/^[ \t]+\S/.test(text)) return { checked: null, blocks };
  return {
    checked: box === '[x]',
    blocks: [{ type: 'paragraph', text: textOf(text.trimStart()) }, ...others],
  };
}
