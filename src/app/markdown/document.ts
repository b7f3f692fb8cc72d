import type { Chunks } from './chunks.ts';
import type { Labels } from './references/labels.ts';

/** A text whose inline syntax is parsed when it is rendered. */
export interface Inline {
  readonly source: string;
  /** Whether text may still be added to it. */
  readonly open: boolean;
  /** The earlier pieces of a text that is too long to be parsed as one piece. */
  readonly earlier?: Chunks<Inline>;
  /** Whether it is the rest of a very long line, which is shown as plain text. */
  readonly plain?: boolean;
  /**
   * The reason why the text is not formatted. `line`: a piece of it is `plain`. `table`: it is a table with too many
   * columns.
   */
  readonly tooLong?: 'line' | 'table';
}

/** The alignment of a column. */
export type Alignment = 'left' | 'right' | 'center' | null;

/** One item of a list. */
export interface ListItem {
  /** Whether the task is done; null if the item is not a task. */
  readonly checked: boolean | null;
  readonly blocks: Chunks<Block>;
}

/** A list. */
export interface ListBlock {
  readonly type: 'list';
  /** The number of its first item; null for an unordered list. */
  readonly start: number | null;
  /** Whether there are blank lines between its items or their blocks. */
  readonly loose: boolean;
  readonly items: Chunks<ListItem>;
}

/** A table. */
export interface TableBlock {
  readonly type: 'table';
  readonly alignments: readonly Alignment[];
  readonly header: readonly Inline[];
  readonly rows: Chunks<readonly Inline[]>;
}

/** Fenced or indented code. */
export interface CodeBlock {
  readonly type: 'code';
  /** The first word of its info string; null if there is no such word. */
  readonly language: string | null;
  /** Complete lines end with `\n`. A very long line is split into several entries, of which only the last ends with `\n`. */
  readonly lines: Chunks<string>;
  /** Whether its last line may still grow. */
  readonly open: boolean;
  /** Whether a line was split because it is very long. */
  readonly hasLongLines: boolean;
}

/** The kinds of callouts on GitHub. A callout begins with its kind, for example `[!NOTE]`. */
export const CALLOUTS = ['note', 'tip', 'important', 'warning', 'caution'] as const;

/** The kind of a callout. */
export type Callout = (typeof CALLOUTS)[number];

/** A quotation, or a callout. */
export interface QuoteBlock {
  readonly type: 'quote';
  /** Null if the block is a quotation. */
  readonly callout: Callout | null;
  readonly blocks: Chunks<Block>;
}

/** A display formula. */
export interface MathsBlock {
  readonly type: 'maths';
  /** The TeX; while the formula is open, the markdown text. */
  readonly source: string;
  /** True until the end of the formula arrives. Until then, the formula may turn out to be text. */
  readonly open: boolean;
}

/**
 * A block of markdown. Immutable. A block that can no longer grow stays the same object. There are no HTML blocks,
 * because HTML is shown as text.
 */
export type Block =
  | { readonly type: 'paragraph'; readonly text: Inline }
  | { readonly type: 'heading'; readonly level: number; readonly text: Inline }
  | { readonly type: 'break' }
  | QuoteBlock
  | CodeBlock
  | MathsBlock
  | ListBlock
  | TableBlock;

/** The target of a link label. */
export interface LinkTarget {
  readonly href: string;
  readonly title: string;
}

/** The definitions in a text. The object stays the same until something is defined. */
export interface Definitions {
  /** Link targets by normalised label. If a label is defined more than once, the first definition applies. */
  readonly links: Labels<LinkTarget>;
  /** Defined footnotes, by their labels as written. */
  readonly footnotes: Labels<true>;
}

/** The content of a footnote. */
export interface FootnoteBody {
  readonly label: string;
  readonly blocks: Chunks<Block>;
}

/** A parsed text. */
export interface MarkdownDocument {
  readonly blocks: Chunks<Block>;
  readonly definitions: Definitions;
  /** In the order of their definitions. */
  readonly footnotes: readonly FootnoteBody[];
  /** The texts that may refer to footnotes, in document order. */
  readonly callers: Chunks<Inline>;
}
