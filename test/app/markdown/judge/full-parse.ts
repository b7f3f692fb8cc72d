import MarkdownIt, { type StateBlock, type Token } from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import type { Block, Inline, ListItem } from '../../../../src/app/markdown/document.ts';
import { readCallout, readCheckbox } from '../../../../src/app/markdown/blocks/block-syntax.ts';
import { readFence, readInnerFence, type Fence } from '../../../../src/app/markdown/blocks/fences.ts';
import { chunksOf } from '../../../../src/app/markdown/chunks.ts';
import { mathsRule } from './maths.ts';
import { table } from './table.ts';

/** What a full parse makes of a text: the judge of what is read bit by bit. */
export interface FullParse {
  readonly blocks: readonly Block[];
  readonly links: ReadonlyMap<string, { href: string; title: string }>;
  /** The blocks of footnotes, by their labels. */
  readonly footnotes: ReadonlyMap<string, readonly Block[]>;
}

type BlockRule = Parameters<MarkdownIt['block']['ruler']['push']>[1];

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

/** CommonMark's fences; in markdown they can contain others. */
function fence(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const contentOf = (line: number) =>
    state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
  const isCode = (line: number) => state.sCount[line]! - state.blkIndent >= 4;
  const start = isCode(startLine) ? null : readFence(contentOf(startLine));
  if (!start) return false;
  if (silent) return true;
  let inner: readonly Fence[] | null = [];
  let line = startLine + 1;
  for (; line < endLine; line++) {
    if (!state.isEmpty(line) && state.sCount[line]! < state.blkIndent) break;
    inner = isCode(line) || state.isEmpty(line) ? inner : readInnerFence(contentOf(line), start, inner);
    if (inner === null) break;
  }
  state.line = line + (inner === null ? 1 : 0);
  const token = state.push('fence', 'code', 0);
  token.info = contentOf(startLine).slice(start.marker.length);
  token.content = state.getLines(startLine + 1, line, state.sCount[startLine]!, true);
  return true;
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
  readonly footnotes = new Map<string, readonly Block[]>();
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  blocks(end: string | null): Block[] {
    const blocks: Block[] = [];
    for (let token = this.#next(); token && token.type !== end; token = this.#next()) {
      const block = this.#block(token);
      if (block) blocks.push(block);
    }
    return blocks;
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #block(token: Token): Block | null {
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
        return token.meta as Block;
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

  #inline(end: string): Inline {
    const token = this.#next();
    if (token?.type !== 'inline' || this.#next()?.type !== end) throw new Error(`No ${end} after its text.`);
    return { source: token.content, open: false };
  }

  #list(open: Token): Block {
    const end = open.type.replace('open', 'close');
    const items: ListItem[] = [];
    let loose = false;
    for (let token = this.#next(); token && token.type !== end; token = this.#next()) {
      loose ||= this.#itemIsLoose();
      items.push(taskOf(this.blocks('list_item_close')));
    }
    const start = open.tag === 'ol' ? Number(open.attrGet('start') ?? 1) : null;
    return { type: 'list', start, loose, items: chunksOf(items) };
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

function codeOf(token: Token): Block {
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
    lines: chunksOf(lines),
    open: false,
    hasLongLines: false,
  };
}

function quoteOf(blocks: Block[]): Block {
  const [first, ...others] = blocks;
  if (first?.type !== 'paragraph') return { type: 'quote', callout: null, blocks: chunksOf(blocks) };
  const { callout, text } = readCallout(first.text.source);
  const paragraphs: Block[] = text === '' ? [] : [{ type: 'paragraph', text: { source: text, open: false } }];
  return { type: 'quote', callout, blocks: chunksOf([...paragraphs, ...others]) };
}

function taskOf(blocks: Block[]): ListItem {
  const [first, ...others] = blocks;
  if (first?.type !== 'paragraph') return { checked: null, blocks: chunksOf(blocks) };
  const { checked, text } = readCheckbox(first.text.source);
  const paragraph: Block = { type: 'paragraph', text: { source: text, open: false } };
  return { checked, blocks: chunksOf([paragraph, ...others]) };
}
