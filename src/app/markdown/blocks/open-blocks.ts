import type { Chunks } from '../chunks.ts';
import type { Alignment, Block, Callout, Definitions, FootnoteBody, Inline, ListItem } from '../document.ts';
import type { OpenFormula } from '../maths/block-maths.ts';
import type { Fence } from './starts.ts';

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

/** What lines of text may be added to. */
export type OpenLeaf =
  | {
      readonly type: 'paragraph';
      lines: readonly string[];
      mayBeHeader: boolean;
      /** How many openings of a formula in it had no end. */
      unended: number;
    }
  | {
      readonly type: 'fence';
      readonly marker: string;
      readonly indent: number;
      readonly language: string | null;
      /** The fences that are open in it, where it contains markdown; see `inner-fences.ts`. */
      inner: readonly Fence[];
      lines: Chunks<string>;
    }
  | { readonly type: 'indented'; lines: Chunks<string>; blanks: readonly string[] }
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
  readonly callers: readonly Inline[];
}

/** A container that nothing is in. */
export function openContainer(type: OpenContainer['type'], indent = 0, label = ''): OpenContainer {
  return { type, indent, label, checked: null, callout: null, blocks: [], children: 0, blank: false };
}
