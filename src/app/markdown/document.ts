import type { Chunks } from './chunks.ts';
import type { Labels } from './references/labels.ts';

/** A piece of text with inline syntax, which is read when it is shown. */
export interface Inline {
  readonly source: string;
  /** Text may still be added to it. */
  readonly open: boolean;
  /** The pieces before this one, where the text is too long to be read as one. */
  readonly earlier?: Chunks<Inline>;
  /** It is the rest of a line that is too long for its syntax to be read: it is shown as it is written. */
  readonly plain?: boolean;
  /** Why it is not shown as it is meant: a piece of it is `plain`, or a table has too many columns. */
  readonly tooLong?: 'line' | 'table';
}

/** How the cells of a column are aligned. */
export type Alignment = 'left' | 'right' | 'center' | null;

/** One item of a list. */
export interface ListItem {
  /** Null where it is no task. */
  readonly checked: boolean | null;
  readonly blocks: Chunks<Block>;
}

/** A list. */
export interface ListBlock {
  readonly type: 'list';
  /** The number of its first item; null if it is not ordered. */
  readonly start: number | null;
  /** Blank lines stand between its items or their blocks. */
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

/** Code in a fence, or indented. */
export interface CodeBlock {
  readonly type: 'code';
  /** The first word of its info string; null if there is none. */
  readonly language: string | null;
  /** Each with the `\n` that ends it, if it has ended. What is too long for one line is several, of which only the last has. */
  readonly lines: Chunks<string>;
  /** Its last line may still grow. */
  readonly open: boolean;
  /** A line is so long that it is several. */
  readonly hasLongLines: boolean;
}

/** What GitHub makes callouts of, which begin with `[!NOTE]` and so on. */
export const CALLOUTS = ['note', 'tip', 'important', 'warning', 'caution'] as const;

/** The kind of a callout. */
export type Callout = (typeof CALLOUTS)[number];

/** A quotation, or a callout. */
export interface QuoteBlock {
  readonly type: 'quote';
  /** Null where it is no callout. */
  readonly callout: Callout | null;
  readonly blocks: Chunks<Block>;
}

/** A formula in a block of its own. */
export interface MathsBlock {
  readonly type: 'maths';
  /** TeX; while it is open, the text as it was written. */
  readonly source: string;
  /** Its end is still to come, and it may turn out to be text. */
  readonly open: boolean;
}

/**
 * A block of markdown. A value: a block that nothing can be added to is the same object for good. HTML is
 * no block here: it is text, which is shown as it was written.
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

/** What a label in brackets leads to. */
export interface LinkTarget {
  readonly href: string;
  readonly title: string;
}

/** What text defines for other text to refer to. The same object for as long as nothing is defined anew. */
export interface Definitions {
  /** By normalised label. The first definition counts. */
  readonly links: Labels<LinkTarget>;
  /** By their labels, as they are written. */
  readonly footnotes: Labels<true>;
}

/** A footnote's text. */
export interface FootnoteBody {
  readonly label: string;
  readonly blocks: Chunks<Block>;
}

/** Markdown as it stands. */
export interface MarkdownDocument {
  readonly blocks: Chunks<Block>;
  readonly definitions: Definitions;
  /** In the order of their definitions. */
  readonly footnotes: readonly FootnoteBody[];
  /** The texts that may call footnotes, in the order in which they are read. */
  readonly callers: Chunks<Inline>;
}
