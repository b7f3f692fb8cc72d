import { RTL } from '../browser/first-direction.ts';
import type { Chunks } from './chunks.ts';
import type { Block, Inline, ListItem } from './document.ts';

/** The direction of a text. */
export type Direction = 'ltr' | 'rtl';

/**
 * Maximum length of code and formulas that are skipped, in characters. Longer code and formulas count as text, so that
 * an opener without a closer does not delay the result.
 */
const LONGEST_SKIPPED = 200;
/** Maximum length of a word that may be the start of an address, in characters. */
const LONGEST_WORD = 100;

/**
 * Matches the next relevant part: a delimiter of code or a formula, a part that is skipped, or a letter or mark with a
 * direction.
 */
const NEXT = new RegExp(
  [
    '(?<mark>`+|\\$\\$?|\\\\[([])',
    // Addresses, link destinations, tag names, entities, and isolated text.
    '(?<skipped>(?:https?:\\/\\/|mailto:|www\\.)\\S*|[\\w.+-]{1,64}@[\\w.-]+|\\]\\([^\\s)]*|<\\/?[a-z][\\w+.-]*(?:[:@]\\S*)?|&#?\\w*;?|[\\u2066-\\u2068][^\\u2069]*)',
    `(?<rtl>${RTL.source})`,
    '(?<ltr>\\u200E|\\p{L})',
  ].join('|'),
  'giu',
);
/** A text without any of these has no direction. */
const MAY_DECIDE = /[\p{L}\u200E\u200F\u061C]/u;
const CLOSERS: Readonly<Record<string, string>> = { '\\(': '\\)', '\\[': '\\]' };
/** Matches the last word of an open text, which may still become an address. */
const UNFINISHED_WORD = /^[!-~]*$/;

const directionsOfTexts = new WeakMap<Inline, Direction | null>();

/**
 * Returns the direction of a text's first strong character (https://www.unicode.org/reports/tr9/#P2) outside code,
 * formulas and addresses; null if there is no such character. As a text grows, null may become a direction. A direction
 * then stays the same.
 */
export function directionOf(inline: Inline): Direction | null {
  const known = directionsOfTexts.get(inline);
  if (known !== undefined) return known;
  const direction =
    firstDirectionIn(inline.earlier ?? [], directionOf, IN_CHUNKS) ?? firstStrongDirection(inline);
  directionsOfTexts.set(inline, direction);
  return direction;
}

function firstStrongDirection({ source, open }: Inline): Direction | null {
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
  return !open && RTL.test(source) ? 'rtl' : null; // text between two amounts of money was skipped as a formula
}

function mayBecomeAddress(source: string, at: number): boolean {
  return source.length - at <= LONGEST_WORD && UNFINISHED_WORD.test(source.slice(at));
}

/** Returns the direction of the first text that has a direction; null if no text has a direction. */
export function directionOfBlocks(blocks: Chunks<Block>): Direction | null {
  return firstDirectionIn(blocks, directionOfBlock, IN_CHUNKS);
}

/** Number of nested arrays around an item of `Chunks`. */
const IN_CHUNKS = 4;
const directionsOfArrays = new WeakMap<readonly unknown[], Direction | null>();

/**
 * Returns the direction of the first item that has a direction; null if no item has a direction. Each array is searched
 * only once.
 */
function firstDirectionIn<T>(
  items: Nested<T>,
  of: (item: T) => Direction | null,
  depth: number,
): Direction | null {
  const known = directionsOfArrays.get(items);
  if (known !== undefined) return known;
  let direction: Direction | null = null;
  for (const item of items) {
    direction = depth === 1 ? of(item as T) : firstDirectionIn(item as Nested<T>, of, depth - 1);
    if (direction !== null) break;
  }
  directionsOfArrays.set(items, direction);
  return direction;
}

type Nested<T> = readonly (T | Nested<T>)[];

/** Returns the direction of a block's first text that has a direction; null if no text has a direction. */
export function directionOfBlock(block: Block): Direction | null {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return directionOf(block.text);
    case 'quote':
      return directionOfBlocks(block.blocks);
    case 'list':
      return firstDirectionIn(block.items, directionOfItem, IN_CHUNKS);
    case 'table':
      return directionOfCells(block.header) ?? firstDirectionIn(block.rows, directionOfCells, IN_CHUNKS);
    default:
      return null;
  }
}

const directionOfCells = (cells: readonly Inline[]) => firstDirectionIn(cells, directionOf, 1);
const directionOfItem = ({ blocks }: ListItem) => directionOfBlocks(blocks);
