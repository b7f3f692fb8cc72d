import type { Chunks } from './chunks.ts';
import type { Labels } from './references/labels.ts';

/** A text whose inline syntax is parsed when it is rendered. */
export interface Inline {
  readonly source: string;
  /** Whether text may still be added to it. */
  readonly open: boolean;
  /** The earlier pieces of a text that is too long to be parsed as one. */
  readonly earlier?: Chunks<Inline>;
  /** Whether it is the rest of a very long line, which is shown as plain text. */
  readonly plain?: boolean;
  /** Why it is not formatted: a piece of it is `plain`, or it is a table with too many columns. */
  readonly tooLong?: 'line' | 'table';
}

/** The alignment of a column. */
export type Alignment = 'left' | 'right' | 'center' | null;

/** One item of a list. */
export interface ListItem {
  /** Null if it is not a task. */
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
  /** The first word of its info string; null if there is none. */
  readonly language: string | null;
  /** Complete lines end with `\n`. A very long line is split into several entries, of which only the last ends with `\n`. */
  readonly lines: Chunks<string>;
  /** Whether its last line may still grow. */
  readonly open: boolean;
  /** Whether a line was split because it is very long. */
  readonly hasLongLines: boolean;
}

/** The kinds of callouts on GitHub, which begin with `[!NOTE]` and so on. */
export const CALLOUTS = ['note', 'tip', 'important', 'warning', 'caution'] as const;

/** The kind of a callout. */
export type Callout = (typeof CALLOUTS)[number];

/** A quotation, or a callout. */
export interface QuoteBlock {
  readonly type: 'quote';
  /** Null if it is a quotation. */
  readonly callout: Callout | null;
  readonly blocks: Chunks<Block>;
}

/** A display formula. */
export interface MathsBlock {
  readonly type: 'maths';
  /** TeX; while it is open, the markdown text. */
  readonly source: string;
  /** True until its end arrives. Until then it may turn out to be text. */
  readonly open: boolean;
}

/**
 * A block of markdown. Immutable: once nothing can be added to a block, it stays the same object. There are no HTML blocks: HTML
 * is shown as text.
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

/** The definitions in a text. It stays the same object until something is defined. */
export interface Definitions {
  /** By normalised label. The first definition counts. */
  readonly links: Labels<LinkTarget>;
  /** By their labels as written. */
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
