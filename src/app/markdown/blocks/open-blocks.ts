import type { Chunks } from '../chunks.ts';
import type { Alignment, Block, Callout, Definitions, FootnoteBody, Inline, ListItem } from '../document.ts';
import type { OpenFormula } from '../maths/multiline-formula.ts';
import type { Fence } from './fences.ts';

/** What every open container knows of what it contains. */
interface Open {
  /** How many blocks have begun in it, definitions included. */
  children: number;
  /** The line before was blank. */
  blank: boolean;
}

/** A list that more items may come to. */
export interface OpenList extends Open {
  readonly type: 'list';
  readonly kind: string;
  readonly start: number | null;
  loose: boolean;
  items: Chunks<ListItem>;
}

/** A block that contains blocks, and that more may come to. */
export interface OpenContainer extends Open {
  readonly type: 'root' | 'quote' | 'item' | 'footnote';
  /** How far its lines are indented, in columns; 0 where that says nothing. */
  readonly indent: number;
  /** Of a footnote; empty if its label was defined before. */
  readonly label: string;
  /** Of an item: whether its task is done; null if it is no task. */
  checked: boolean | null;
  /** Of a quote: the kind of callout that it is; null if it is none. */
  callout: Callout | null;
  blocks: Chunks<Block>;
}

/** A paragraph that lines may be added to. */
export interface OpenParagraph {
  readonly type: 'paragraph';
  /** What is cut off, because the text is too long for one piece. Nothing can change it any more. */
  pieces: Chunks<Inline>;
  /** The text after those pieces. */
  lines: readonly string[];
  /** In characters, and as `costOf` counts. */
  length: number;
  cost: number;
  /** How much of the first of these lines is in the pieces, in characters. */
  lineStart: number;
  /** Why it is not shown as it is meant. */
  tooLong: Inline['tooLong'] | null;
  /** Its last line may be the header of a table. */
  mayBeHeader: boolean;
  /** The start of it that is no text has been removed: definitions, the box of a task, the kind of a callout. */
  hasBegun: boolean;
  /** How many openings of a formula in it had no end. */
  unended: number;
}

/** Code in a fence that lines may be added to. */
export interface OpenFence {
  readonly type: 'fence';
  readonly marker: string;
  readonly indent: number;
  readonly language: string | null;
  /** The fences that are open in it, where it contains markdown; see `inner-fences.ts`. */
  inner: readonly Fence[];
  lines: Chunks<string>;
  /** A line is so long that it is several. */
  hasLongLines: boolean;
}

/** Indented code that lines may be added to. */
export interface OpenIndented {
  readonly type: 'indented';
  lines: Chunks<string>;
  /** How many of the lines come before the blank lines at the end, which belong to it only if more code follows. */
  filled: number;
  /** A line is so long that it is several. */
  hasLongLines: boolean;
}

/** What lines of text may be added to. */
export type OpenLeaf =
  | OpenParagraph
  | OpenFence
  | OpenIndented
  | {
      readonly type: 'maths';
      readonly formula: OpenFormula;
      /** Its lines with the markers of their containers. If it has no end, they are read again, as text. */
      readonly written: readonly string[];
      /** Its first line is the rest of a line in which another formula ended. */
      readonly isRest: boolean;
      /** What was read before these lines. */
      readonly before: ReadBlocks;
    }
  | {
      readonly type: 'table';
      readonly alignments: readonly Alignment[];
      readonly header: readonly Inline[];
      rows: Chunks<readonly Inline[]>;
    };

/** The blocks that are not closed: containers from the root inwards, and the leaf in the innermost. */
export interface OpenBlocks {
  readonly containers: readonly [OpenContainer, ...(OpenContainer | OpenList)[]];
  readonly leaf: OpenLeaf | null;
}

/** What has been read of a document. Immutable. */
export interface ReadBlocks extends OpenBlocks {
  readonly definitions: Definitions;
  readonly footnotes: readonly FootnoteBody[];
  readonly callers: Chunks<Inline>;
}

/** A container that nothing is in. */
export function openContainer(type: OpenContainer['type'], indent = 0, label = ''): OpenContainer {
  return { type, indent, label, checked: null, callout: null, blocks: [], children: 0, blank: false };
}
