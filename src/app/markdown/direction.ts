import { RTL } from '../browser/first-direction.ts';
import type { Chunks } from './chunks.ts';
import type { Block, Inline, ListItem } from './document.ts';

/** Which way a text runs. */
export type Direction = 'ltr' | 'rtl';

/** Code and formulas that are longer than this count as text, so that a mark that never closes delays nothing. */
const LONGEST_SKIPPED = 200;
/** A word that is longer than this is no address whose beginning has come so far. */
const LONGEST_WORD = 100;

/** What may come next: marks around what is skipped; what is skipped; a character that decides. */
const NEXT = new RegExp(
  [
    '(?<mark>`+|\\$\\$?|\\\\[([])',
    // Addresses, destinations of links, names of tags, entities, and what is isolated.
    '(?<skipped>(?:https?:\\/\\/|mailto:|www\\.)\\S*|[\\w.+-]{1,64}@[\\w.-]+|\\]\\([^\\s)]*|<\\/?[a-z][\\w+.-]*(?:[:@]\\S*)?|&#?\\w*;?|[\\u2066-\\u2068][^\\u2069]*)',
    `(?<rtl>${RTL.source})`,
    '(?<ltr>\\u200E|\\p{L})',
  ].join('|'),
  'giu',
);
/** Without one of these a text has no direction. */
const MAY_DECIDE = /[\p{L}\u200E\u200F\u061C]/u;
const CLOSERS: Readonly<Record<string, string>> = { '\\(': '\\)', '\\[': '\\]' };
/** The last word of an open text, which may yet become an address. */
const UNFINISHED_WORD = /^[!-~]*$/;

const ofTexts = new WeakMap<Inline, Direction | null>();

/**
 * The direction of a text's first strong character (https://www.unicode.org/reports/tr9/#P2) that is not of code, of
 * a formula or of an address; null if it has none. As a text grows, null may become a direction, which then stays.
 */
export function directionOf(inline: Inline): Direction | null {
  const known = ofTexts.get(inline);
  if (known !== undefined) return known;
  const direction = firstOf(inline.earlier ?? [], directionOf, IN_CHUNKS) ?? firstStrong(inline);
  ofTexts.set(inline, direction);
  return direction;
}

function firstStrong({ source, open }: Inline): Direction | null {
  if (!MAY_DECIDE.test(source)) return null;
  NEXT.lastIndex = 0;
  for (let match = NEXT.exec(source); match; match = NEXT.exec(source)) {
    const { mark, rtl, ltr } = match.groups ?? {};
    if (rtl !== undefined) return 'rtl';
    if (ltr !== undefined) return open && mayBecomeAddress(source, match.index) ? null : 'ltr';
    if (mark === undefined) continue;
    const start = NEXT.lastIndex;
    const closer = CLOSERS[mark] ?? mark;
    const length = source.slice(start, start + LONGEST_SKIPPED).indexOf(closer);
    if (length >= 0) NEXT.lastIndex = start + length + closer.length;
    else if (open && source.length - start < LONGEST_SKIPPED) return null;
  }
  return !open && RTL.test(source) ? 'rtl' : null; // two sums of money are no formula
}

function mayBecomeAddress(source: string, at: number): boolean {
  return source.length - at <= LONGEST_WORD && UNFINISHED_WORD.test(source.slice(at));
}

/** The direction of the first text in blocks that has one; null if none has. */
export function directionOfBlocks(blocks: Chunks<Block>): Direction | null {
  return firstOf(blocks, directionOfBlock, IN_CHUNKS);
}

/** How deep the items of chunks are, in arrays. */
const IN_CHUNKS = 4;
const ofArrays = new WeakMap<readonly unknown[], Direction | null>();

/** Looks only into those arrays that it has not seen before. */
function firstOf<T>(items: Nested<T>, of: (item: T) => Direction | null, depth: number): Direction | null {
  const known = ofArrays.get(items);
  if (known !== undefined) return known;
  let direction: Direction | null = null;
  for (const item of items) {
    direction = depth === 1 ? of(item as T) : firstOf(item as Nested<T>, of, depth - 1);
    if (direction !== null) break;
  }
  ofArrays.set(items, direction);
  return direction;
}

type Nested<T> = readonly (T | Nested<T>)[];

/** The direction of a block: that of its first text that has one; null if none has. */
export function directionOfBlock(block: Block): Direction | null {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return directionOf(block.text);
    case 'quote':
      return directionOfBlocks(block.blocks);
    case 'list':
      return firstOf(block.items, directionOfItem, IN_CHUNKS);
    case 'table':
      return directionOfCells(block.header) ?? firstOf(block.rows, directionOfCells, IN_CHUNKS);
    default:
      return null;
  }
}

const directionOfCells = (cells: readonly Inline[]) => firstOf(cells, directionOf, 1);
const directionOfItem = ({ blocks }: ListItem) => directionOfBlocks(blocks);
