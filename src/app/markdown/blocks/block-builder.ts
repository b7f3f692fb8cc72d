import { Appender, type Chunks } from '../chunks.ts';
import { splitLongText, type Piece } from '../inline/split-long-text.ts';
import type { Block, Definitions, FootnoteBody, Inline, ListItem } from '../document.ts';
import { Labels } from '../references/labels.ts';
import { writtenFormula, type OpenFormula } from '../maths/multiline-formula.ts';
import { trimAscii } from './line.ts';
import { parseDefinition } from './link-definition.ts';
import { fenceBlock, indentedBlock } from './open-code.ts';
import { NOTHING_CUT, textAfterPieces, type CutText } from './open-paragraph.ts';
import {
  openContainer,
  type OpenContainer,
  type OpenLeaf,
  type OpenList,
  type ReadBlocks,
} from './open-blocks.ts';
import { readCallout, readCheckbox } from './block-syntax.ts';

/** The state before any line has been parsed. */
export const NOTHING_READ: ReadBlocks = {
  containers: [openContainer('root')],
  leaf: null,
  definitions: { links: Labels.NONE, footnotes: Labels.NONE },
  footnotes: [],
  callers: [],
};

/** Maximum number of footnotes. It is limited, because each new footnote may change the numbers of all others. */
const MAX_FOOTNOTES = 1_000;

/** A line in which a formula of several lines may open. */
export interface LineStart {
  readonly text: string;
  /** Whether the text is the rest of a line in which another formula ended. */
  readonly isRest: boolean;
  /** The blocks before the line. */
  readonly before: ReadBlocks;
  /** False while the formula may still turn out to be text. */
  readonly isCertain: boolean;
}

/** Adds lines to parsed blocks. The original blocks do not change. */
export class BlockBuilder {
  readonly containers: [OpenContainer, ...(OpenContainer | OpenList)[]];
  leaf: OpenLeaf | null;
  /** Whether the current line may still grow. */
  unfinished = false;
  /** The current line; null if no formula can open in it. */
  lineStart: LineStart | null = null;
  /** Adds to open blocks. Each snapshot needs a new appender, because snapshots must not change. */
  appender = new Appender();
  /** The appender that was in use before each snapshot of this builder. */
  readonly #appenders = new WeakMap<ReadBlocks, Appender>();
  #definitions: Definitions;
  #footnotes: readonly FootnoteBody[];
  #callers: Chunks<Inline>;

  /** Whether the result is rendered once and then discarded. */
  readonly #isDraft: boolean;

  constructor(from: ReadBlocks, isDraft = false) {
    this.#isDraft = isDraft;
    this.containers = copyOf(from.containers);
    this.leaf = from.leaf && { ...from.leaf };
    this.#definitions = from.definitions;
    this.#footnotes = from.footnotes;
    this.#callers = from.callers;
  }

  /** Returns the blocks. They are immutable if this builder is not used again. */
  finish(): ReadBlocks {
    return {
      containers: this.containers,
      leaf: this.leaf,
      definitions: this.#definitions,
      footnotes: this.#footnotes,
      callers: this.#callers,
    };
  }

  /** Returns a copy of the blocks for `restore`. It never changes: a new appender copies arrays before it adds to them. */
  snapshot(): ReadBlocks {
    const snapshot = {
      ...this.finish(),
      containers: copyOf(this.containers),
      leaf: this.leaf && { ...this.leaf },
    };
    this.#appenders.set(snapshot, this.appender);
    this.appender = new Appender();
    return snapshot;
  }

  /** Restores an earlier snapshot. The snapshot must not be used again. */
  restore(from: ReadBlocks): void {
    const [root, ...inner] = copyOf(from.containers);
    this.containers.length = 1;
    this.containers[0] = root;
    this.containers.push(...inner);
    this.leaf = from.leaf && { ...from.leaf };
    this.#definitions = from.definitions;
    this.#footnotes = from.footnotes;
    this.#callers = from.callers;
    this.appender = this.#appenders.get(from) ?? new Appender();
  }

  /**
   * Opens a formula of several lines in the current line, which must have a `lineStart`.
   * @param depth the number of open containers around the formula
   */
  beginFormula(formula: OpenFormula, depth: number): void {
    if (!this.lineStart) throw new Error('A formula cannot open in this line.');
    const { text, isRest, before, isCertain } = this.lineStart;
    // `closeBlocksBeforeFormula` closes the paragraph later: here, each formula that opens would cost its whole length.
    if (!isCertain && this.leaf?.type === 'paragraph') this.leaf = null;
    this.closeTo(depth);
    this.beginBlock();
    this.leaf = { type: 'maths', formula, written: [text], isRest, before };
  }

  get innermost(): OpenContainer | OpenList {
    return this.containers.at(-1) ?? this.containers[0];
  }

  /** Prepares for a block that is not an item: closes the leaf, and the innermost container if it is a list. */
  beginBlock(): void {
    this.closeLeaf();
    if (this.innermost.type === 'list') this.closeTo(this.containers.length - 1);
    this.#countChild();
  }

  /** Begins an item in the open list if that list is of the same kind, otherwise in a new list. */
  beginItem(kind: string, start: number | null, indent: number): void {
    this.closeLeaf();
    let list = this.innermost;
    if (list.type === 'list' && list.kind !== kind) this.closeTo(this.containers.length - 1);
    list = this.innermost;
    if (list.type !== 'list') {
      this.#countChild();
      this.containers.push({ type: 'list', kind, start, loose: false, items: [], children: 0, blank: false });
    } else if (list.blank) list.loose = true;
    this.containers.push(openContainer('item', indent));
  }

  beginFootnote(label: string): void {
    this.beginBlock();
    const { links, footnotes } = this.#definitions;
    const isFirst = !footnotes.has(label);
    if (isFirst) this.#definitions = { links, footnotes: footnotes.with(label, true, this.#isDraft) };
    this.containers.push(openContainer('footnote', 0, isFirst ? label : ''));
  }

  addBlock(block: Block): void {
    const container = this.innermost;
    if (container.type !== 'list') container.blocks = this.appender.append(container.blocks, block);
  }

  /** Whether one more footnote may be defined. */
  get hasRoomForFootnote(): boolean {
    return this.#definitions.footnotes.size < MAX_FOOTNOTES;
  }

  /**
   * Creates a text with inline syntax at the current position of the document.
   * @param before the pieces that have already been split off the text
   */
  inline(source: string, open = this.unfinished, before: CutText = NOTHING_CUT): Inline {
    const { pieces, last, tooLong } = this.cut(source, before);
    return {
      ...this.#piece(last, open),
      ...(pieces.length > 0 && { earlier: pieces }),
      ...(tooLong && { tooLong }),
    };
  }

  /** Splits pieces off a text until the rest is short enough to be one piece. */
  cut(source: string, before: CutText): CutText & { last: Piece } {
    let { pieces, tooLong } = before;
    const { pieces: cut, last, lineStart } = splitLongText(source, before.lineStart);
    for (const piece of cut) pieces = this.appender.append(pieces, this.#piece(piece, false));
    if (last.plain || cut.some(({ plain }) => plain)) tooLong = 'line';
    return { pieces, lineStart, tooLong, last };
  }

  #piece({ source, plain }: Piece, open: boolean): Inline {
    const inline: Inline = { source, open, ...(plain && { plain }) };
    if (source.includes('[^')) this.#callers = this.appender.append(this.#callers, inline);
    return inline;
  }

  /** Closes the leaf and all containers except the first `depth`. */
  closeTo(depth: number): void {
    if (this.containers.length > depth) this.closeLeaf();
    while (this.containers.length > depth) this.#closeContainer();
  }

  /**
   * Closes the leaf and adds its block.
   * @param open whether more may be added to the block later
   */
  closeLeaf(open = false): void {
    const leaf = this.leaf;
    this.leaf = null;
    switch (leaf?.type) {
      case 'paragraph': {
        const text = textAfterPieces(this, leaf);
        if (text !== '') this.addBlock({ type: 'paragraph', text: this.inline(text, open, leaf) });
        return;
      }
      case 'fence':
        return this.addBlock(fenceBlock(leaf, open));
      case 'indented':
        return this.addBlock(indentedBlock(leaf, open));
      case 'maths':
        return this.addBlock({ type: 'maths', source: writtenFormula(leaf.formula), open: true });
      case 'table': {
        const { alignments, header, rows } = leaf;
        return this.addBlock({ type: 'table', alignments, header, rows });
      }
    }
  }

  /** Parses and removes the definitions, checkbox and callout marker at the start of a paragraph. Returns the rest. */
  parseStart(lines: readonly string[]): string {
    return this.#parseCallout(this.#parseCheckbox(this.parseDefinitions(lines)));
  }

  /** Parses and removes the link definitions at the start of a paragraph. Returns the rest. */
  parseDefinitions(lines: readonly string[]): string {
    let text = trimAscii(lines.join('\n'));
    for (;;) {
      const definition = parseDefinition(text);
      if (!definition) return text;
      const { label, target } = definition;
      const { links, footnotes } = this.#definitions;
      if (!links.has(label))
        this.#definitions = { links: links.with(label, target, this.#isDraft), footnotes };
      text = trimAscii(definition.rest);
    }
  }

  /**
   * Marks a blank line in the containers, from the innermost to the nearest quote. The containers around a quote are
   * not marked: for them, the line is not blank, because it contains the marker of the quote.
   */
  markBlank(): void {
    for (const container of this.containers.toReversed()) {
      container.blank = true;
      if (container.type === 'quote') return;
    }
  }

  clearBlanks(): void {
    for (const container of this.containers) container.blank = false;
  }

  #countChild(): void {
    const container = this.innermost;
    const list = this.containers.at(-2);
    if (container.blank && container.children > 0 && list?.type === 'list') list.loose = true;
    container.children += 1;
  }

  #parseCheckbox(text: string): string {
    const item = this.innermost;
    if (item.type !== 'item' || item.children > 1) return text;
    const box = readCheckbox(text);
    if (box.checked !== null) item.checked = box.checked;
    return box.text;
  }

  #parseCallout(text: string): string {
    const quote = this.innermost;
    if (quote.type !== 'quote' || quote.children > 1) return text;
    const read = readCallout(text);
    if (read.callout) quote.callout = read.callout;
    return read.text;
  }

  #closeContainer(): void {
    const container = this.containers.pop();
    const parent = this.innermost;
    if (container?.type === 'list') {
      const { start, loose, items } = container;
      this.addBlock({ type: 'list', start, loose, items });
    } else if (container?.type === 'item' && parent.type === 'list') {
      const item: ListItem = { checked: container.checked, blocks: container.blocks };
      parent.items = this.appender.append(parent.items, item);
    } else if (container?.type === 'quote') {
      const { callout, blocks } = container;
      this.addBlock({ type: 'quote', callout, blocks });
    } else if (container?.type === 'footnote') {
      const { label, blocks } = container;
      if (label !== '') this.#footnotes = this.appender.add(this.#footnotes, { label, blocks });
    }
  }
}

function copyOf([root, ...inner]: ReadBlocks['containers']): BlockBuilder['containers'] {
  return [{ ...root }, ...inner.map((container) => ({ ...container }))];
}
