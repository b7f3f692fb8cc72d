import type { Chunks } from '../chunks.ts';
import type { Alignment, Block, Callout, Definitions, FootnoteBody, Inline, ListItem } from '../document.ts';
import type { OpenFormula } from '../maths/multiline-formula.ts';
import type { Fence } from './fences.ts';

/** The common fields of open containers. */
interface Open {
  /** The number of blocks that have begun in the container, including definitions. */
  children: number;
  /** Whether the previous line was blank. */
  blank: boolean;
}

/** A list that items may be added to. */
export interface OpenList extends Open {
  readonly type: 'list';
  readonly kind: string;
  readonly start: number | null;
  loose: boolean;
  items: Chunks<ListItem>;
}

/** A container that blocks may be added to. */
export interface OpenContainer extends Open {
  readonly type: 'root' | 'quote' | 'item' | 'footnote';
  /** The indent of its lines, in columns; 0 if the indent does not matter. */
  readonly indent: number;
  /** The label of a footnote; empty if the label was defined before. */
  readonly label: string;
  /** For an item: whether its task is done; null if it is not a task. */
  checked: boolean | null;
  /** For a quote: the kind of callout; null if it is not a callout. */
  callout: Callout | null;
  blocks: Chunks<Block>;
}

/** A paragraph that lines may be added to. */
export interface OpenParagraph {
  readonly type: 'paragraph';
  /** The pieces that have been split off, if the text is too long. They do not change any more. */
  pieces: Chunks<Inline>;
  /** The lines after these pieces. */
  lines: readonly string[];
  /** The length of `lines`, in characters, and their cost as `costOf` counts it. */
  length: number;
  cost: number;
  /** The length of the part of the first line that is in the pieces, in characters. */
  lineStart: number;
  /** The reason why the paragraph is not formatted; null if it is formatted. */
  tooLong: Inline['tooLong'] | null;
  /** Whether its last line may be the header of a table. */
  mayBeHeader: boolean;
  /** Whether the definitions, checkbox and callout marker at its start have been removed. */
  isStartParsed: boolean;
  /** The number of formulas that opened in the paragraph and had no end. */
  unclosedFormulas: number;
}

/** Fenced code that lines may be added to. */
export interface OpenFence {
  readonly type: 'fence';
  readonly marker: string;
  readonly indent: number;
  readonly language: string | null;
  /** The open nested fences, if it contains markdown; see `fences.ts`. */
  inner: readonly Fence[];
  lines: Chunks<string>;
  /** Whether a line was split because it is very long. */
  hasLongLines: boolean;
}

/** Indented code that lines may be added to. */
export interface OpenIndented {
  readonly type: 'indented';
  lines: Chunks<string>;
  /**
   * The number of lines without the blank lines at the end. Blank lines belong to the code only if more code follows.
   */
  filled: number;
  /** Whether a line was split because it is very long. */
  hasLongLines: boolean;
}

/** A block that lines may be added to. */
export type OpenLeaf =
  | OpenParagraph
  | OpenFence
  | OpenIndented
  | {
      readonly type: 'maths';
      readonly formula: OpenFormula;
      /**
       * The lines of the formula, with the markers of their containers. If the formula has no end, these lines are
       * parsed again as text.
       */
      readonly written: readonly string[];
      /** Whether its first line is the rest of a line in which another formula ended. */
      readonly isRest: boolean;
      /** The blocks before these lines. */
      readonly before: ReadBlocks;
    }
  | {
      readonly type: 'table';
      readonly alignments: readonly Alignment[];
      readonly header: readonly Inline[];
      rows: Chunks<readonly Inline[]>;
    };

/** The open blocks: the containers, from the root inwards, and the leaf in the innermost container. */
export interface OpenBlocks {
  readonly containers: readonly [OpenContainer, ...(OpenContainer | OpenList)[]];
  readonly leaf: OpenLeaf | null;
}

/** The parsed blocks of a text. Immutable. */
export interface ReadBlocks extends OpenBlocks {
  readonly definitions: Definitions;
  readonly footnotes: readonly FootnoteBody[];
  readonly callers: Chunks<Inline>;
}

/** Creates an empty container. */
export function openContainer(type: OpenContainer['type'], indent = 0, label = ''): OpenContainer {
  return { type, indent, label, checked: null, callout: null, blocks: [], children: 0, blank: false };
}
