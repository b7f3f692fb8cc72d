import { Appender } from '../chunks.ts';
import type { Block, Definitions, FootnoteBody, Inline, LinkTarget, ListItem } from '../document.ts';
import { writtenFormula, type OpenFormula } from '../maths/block-maths.ts';
import { trimAscii } from './line.ts';
import { takeDefinition } from './link-definition.ts';
import {
  openContainer,
  type OpenContainer,
  type OpenLeaf,
  type OpenList,
  type ReadBlocks,
} from './open-blocks.ts';
import { readCallout, readCheckbox } from './starts.ts';

/** Before anything is read. */
export const NOTHING_READ: ReadBlocks = {
  containers: [openContainer('root')],
  leaf: null,
  definitions: { links: new Map(), footnotes: new Set() },
  footnotes: [],
  callers: [],
};

/** A line in which a formula of several lines may open. */
export interface LineStart {
  readonly text: string;
  /** The text is the rest of a line in which another formula ended. */
  readonly isRest: boolean;
  /** What was read before the line. */
  readonly before: ReadBlocks;
  /** False while the formula may still turn out to be text. */
  readonly isCertain: boolean;
}

/** Definitions that more can be added to. */
interface OwnDefinitions {
  readonly links: Map<string, LinkTarget>;
  readonly footnotes: Set<string>;
}

/** What a builder has copied, so that it can add to it in place. */
interface Owned {
  readonly appender: Appender;
  readonly definitions: OwnDefinitions | null;
}

/** Builds on what has been read, which stays as it was. */
export class BlockBuilder {
  readonly containers: [OpenContainer, ...(OpenContainer | OpenList)[]];
  leaf: OpenLeaf | null;
  /** What is built comes of a line that may still grow. */
  unfinished = false;
  /** The line that is being read; null if no formula can open in it. */
  lineStart: LineStart | null = null;
  /** Adds to what is open. A new one after each snapshot, which must not change. */
  appender = new Appender();
  /** What could be added to in place before each snapshot of this builder. */
  readonly #owned = new WeakMap<ReadBlocks, Owned>();
  #definitions: Definitions;
  /** The definitions that this builder has copied, to add to. */
  #own: OwnDefinitions | null = null;
  #footnotes: readonly FootnoteBody[];
  #callers: readonly Inline[];

  constructor(from: ReadBlocks) {
    this.containers = copyOf(from.containers);
    this.leaf = from.leaf && { ...from.leaf };
    this.#definitions = from.definitions;
    this.#footnotes = from.footnotes;
    this.#callers = from.callers;
  }

  /** What is built so far, as a value, if this builder is not used again. */
  finish(): ReadBlocks {
    return {
      containers: this.containers,
      leaf: this.leaf,
      definitions: this.#definitions,
      footnotes: this.#footnotes,
      callers: this.#callers,
    };
  }

  /** Returns a copy of what is built so far, for `restore`. What it contains is copied before it is added to. */
  snapshot(): ReadBlocks {
    const snapshot = {
      ...this.finish(),
      containers: copyOf(this.containers),
      leaf: this.leaf && { ...this.leaf },
    };
    this.#owned.set(snapshot, { appender: this.appender, definitions: this.#own });
    this.appender = new Appender();
    this.#own = null;
    return snapshot;
  }

  /** Replaces what is built with an earlier snapshot, which must not be used any more. */
  restore(from: ReadBlocks): void {
    const [root, ...inner] = copyOf(from.containers);
    this.containers.length = 1;
    this.containers[0] = root;
    this.containers.push(...inner);
    this.leaf = from.leaf && { ...from.leaf };
    this.#definitions = from.definitions;
    this.#footnotes = from.footnotes;
    this.#callers = from.callers;
    const owned = this.#owned.get(from);
    this.appender = owned?.appender ?? new Appender();
    this.#own = owned?.definitions ?? null;
  }

  /**
   * Opens a formula of several lines in the current line, which must have a `lineStart`.
   * @param depth the number of open containers that it is in
   */
  beginFormula(formula: OpenFormula, depth: number): void {
    if (!this.lineStart) throw new Error('A formula cannot open in this line.');
    const { text, isRest, before, isCertain } = this.lineStart;
    // The paragraph before it is closed later, in `placeFormula`: to close it costs its whole length, at each opening.
    if (!isCertain && this.leaf?.type === 'paragraph') this.leaf = null;
    this.closeTo(depth);
    this.beginBlock();
    this.leaf = { type: 'maths', formula, written: [text], isRest, before };
  }

  get innermost(): OpenContainer | OpenList {
    return this.containers.at(-1) ?? this.containers[0];
  }

  /** Makes room for a block that is about to begin, not being an item. */
  beginBlock(): void {
    this.closeLeaf();
    if (this.innermost.type === 'list') this.closeTo(this.containers.length - 1);
    this.#countChild();
  }

  /** Begins an item, in the list that is open if it is of the same kind, else in a list of its own. */
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
    const isFirst = !this.#definitions.footnotes.has(label);
    if (isFirst) this.#ownDefinitions().footnotes.add(label);
    this.containers.push(openContainer('footnote', 0, isFirst ? label : ''));
  }

  addBlock(block: Block): void {
    const container = this.innermost;
    if (container.type !== 'list') container.blocks = this.appender.append(container.blocks, block);
  }

  /** Text with inline syntax, whose place in the document is here. */
  inline(source: string, open = this.unfinished): Inline {
    const inline = { source, open };
    if (source.includes('[^')) this.#callers = this.appender.add(this.#callers, inline);
    return inline;
  }

  /** Closes the leaf and the containers but the first so many. */
  closeTo(depth: number): void {
    if (this.containers.length > depth) this.closeLeaf();
    while (this.containers.length > depth) this.#closeContainer();
  }

  /** @param open whether more may be added to it, though it is shown as it is */
  closeLeaf(open = false): void {
    const leaf = this.leaf;
    this.leaf = null;
    switch (leaf?.type) {
      case 'paragraph': {
        const source = this.takeDefinitions(leaf.lines);
        const text = this.#takeCallout(this.#takeCheckbox(source));
        if (text !== '') this.addBlock({ type: 'paragraph', text: this.inline(text, open) });
        return;
      }
      case 'fence':
        if (leaf.language === 'math') {
          return this.addBlock({ type: 'maths', source: leaf.lines.flat().join('\n').trim(), open });
        }
        return this.addBlock({ type: 'code', language: leaf.language, lines: leaf.lines, open });
      case 'indented':
        return this.addBlock({ type: 'code', language: null, lines: leaf.lines, open });
      case 'maths':
        return this.addBlock({ type: 'maths', source: writtenFormula(leaf.formula), open: true });
      case 'table': {
        const { alignments, header, rows } = leaf;
        return this.addBlock({ type: 'table', alignments, header, rows });
      }
    }
  }

  /** Takes the definitions of links that a paragraph begins with, and gives the rest of it. */
  takeDefinitions(lines: readonly string[]): string {
    let text = trimAscii(lines.join('\n'));
    for (;;) {
      const definition = takeDefinition(text);
      if (!definition) return text;
      const { label, target } = definition;
      if (!this.#definitions.links.has(label)) this.#ownDefinitions().links.set(label, target);
      text = trimAscii(definition.rest);
    }
  }

  /** Notes a blank line in the innermost container, and in those around it up to a quote, whose line was not blank. */
  noteBlank(): void {
    for (const container of this.containers.toReversed()) {
      container.blank = true;
      if (container.type === 'quote') return;
    }
  }

  forgetBlanks(): void {
    for (const container of this.containers) container.blank = false;
  }

  #ownDefinitions(): OwnDefinitions {
    if (!this.#own) {
      const { links, footnotes } = this.#definitions;
      this.#definitions = this.#own = { links: new Map(links), footnotes: new Set(footnotes) };
    }
    return this.#own;
  }

  #countChild(): void {
    const container = this.innermost;
    const list = this.containers.at(-2);
    if (container.blank && container.children > 0 && list?.type === 'list') list.loose = true;
    container.children += 1;
  }

  #takeCheckbox(text: string): string {
    const item = this.innermost;
    if (item.type !== 'item' || item.children > 1) return text;
    const box = readCheckbox(text);
    if (box.checked !== null) item.checked = box.checked;
    return box.text;
  }

  #takeCallout(text: string): string {
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
