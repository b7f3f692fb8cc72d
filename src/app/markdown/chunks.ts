/** Up to `PIECE_SIZE` items. */
export type Piece<T> = readonly T[];
/** Up to `PART_SIZE` pieces. */
export type Part<T> = readonly Piece<T>[];
/** Up to `VOLUME_SIZE` parts. */
type Volume<T> = readonly Part<T>[];

/**
 * A persistent list: a tree of arrays, four levels deep, which is filled from left to right. A full array never
 * changes. The cost of adding an item, and of finding the changes, does not depend on the number of items.
 */
export type Chunks<T> = readonly Volume<T>[];

/** Maximum length of each array. The outermost array, which contains volumes, has no maximum length. */
const PIECE_SIZE = 24;
const PART_SIZE = 20;
const VOLUME_SIZE = 24;
/** The number of items in a full part. */
export const ITEMS_IN_PART = PIECE_SIZE * PART_SIZE;
const ITEMS_IN_VOLUME = ITEMS_IN_PART * VOLUME_SIZE;

/**
 * Adds items to arrays that other code may still use. It copies each array once, and then adds to the copy in place, so
 * that many additions cost one copy. When the appender is no longer used, its results are immutable.
 */
export class Appender {
  readonly #copies = new WeakSet<readonly unknown[]>();

  /** Returns these items with one more item. */
  add<T>(items: readonly T[], item: T): readonly T[] {
    const copy = this.#copyOf(items);
    copy.push(item);
    return copy;
  }

  /** Returns these chunks with one more item. */
  append<T>(chunks: Chunks<T>, item: T): Chunks<T> {
    const count = countOf(chunks);
    const volume = count % ITEMS_IN_VOLUME === 0 ? undefined : chunks.at(-1);
    const part = count % ITEMS_IN_PART === 0 ? undefined : volume?.at(-1);
    const piece = count % PIECE_SIZE === 0 ? undefined : part?.at(-1);
    return this.#put(
      chunks,
      volume,
      this.#put(volume, part, this.#put(part, piece, this.add(piece ?? [], item))),
    );
  }

  /** Returns these chunks with the last item replaced. */
  replaceLast<T>(chunks: Chunks<T>, item: T): Chunks<T> {
    const volume = chunks.at(-1);
    const part = volume?.at(-1);
    const piece = part?.at(-1);
    return this.#put(
      chunks,
      volume,
      this.#put(volume, part, this.#put(part, piece, this.#put(piece, item, item))),
    );
  }

  /**
   * Returns these items with the last item replaced.
   * @param last the last item; if it is undefined, `item` is added
   */
  #put<T>(items: readonly T[] | undefined, last: T | undefined, item: T): readonly T[] {
    if (last === undefined || !items) return this.add(items ?? [], item);
    const copy = this.#copyOf(items);
    copy[copy.length - 1] = item;
    return copy;
  }

  #copyOf<T>(items: readonly T[]): T[] {
    if (this.#copies.has(items)) return items as T[];
    const copy = [...items];
    this.#copies.add(copy);
    return copy;
  }
}

/** Returns all items in a new array. */
export function itemsOf<T>(chunks: Chunks<T>): T[] {
  return chunks.flat().flat().flat() as T[];
}

/** Returns the number of items. */
export function countOf(chunks: Chunks<unknown>): number {
  const volume = chunks.at(-1);
  const part = volume?.at(-1);
  const piece = part?.at(-1);
  if (!volume || !part || !piece) return 0;
  const before = (chunks.length - 1) * ITEMS_IN_VOLUME + (volume.length - 1) * ITEMS_IN_PART;
  return before + (part.length - 1) * PIECE_SIZE + piece.length;
}

/** Returns the item at an index; undefined if the list is shorter. */
export function itemAt<T>(chunks: Chunks<T>, index: number): T | undefined {
  const part = chunks[Math.floor(index / ITEMS_IN_VOLUME)]?.[Math.floor(index / ITEMS_IN_PART) % VOLUME_SIZE];
  return part?.[Math.floor(index / PIECE_SIZE) % PART_SIZE]?.[index % PIECE_SIZE];
}

/** Returns the first `count` items. */
export function firstItems<T>(chunks: Chunks<T>, count: number): Chunks<T> {
  return first(chunks, count, ITEMS_IN_VOLUME, (volume, inVolume) =>
    first(volume, inVolume, ITEMS_IN_PART, (part, inPart) =>
      first(part, inPart, PIECE_SIZE, (piece, inPiece) => piece.slice(0, inPiece)),
    ),
  );
}

function first<T>(
  items: readonly T[],
  count: number,
  size: number,
  cut: (item: T, count: number) => T,
): readonly T[] {
  const whole = Math.floor(count / size);
  const cutItem = count % size === 0 ? undefined : items[whole];
  return cutItem === undefined
    ? items.slice(0, whole)
    : [...items.slice(0, whole), cut(cutItem, count % size)];
}

/** Whether the first `count` items of two lists are the same. Arrays that both lists share are not searched. */
export function haveSameStart<T>(some: Chunks<T>, others: Chunks<T>, count: number): boolean {
  const parts = alike<Part<T>>(
    ITEMS_IN_PART,
    alike<Piece<T>>(
      PIECE_SIZE,
      alike<T>(1, () => false),
    ),
  );
  return alike(ITEMS_IN_VOLUME, parts)(some, others, count);
}

type Alike<T> = (one: T, other: T, count: number) => boolean;

function alike<T>(size: number, areAlike: Alike<T>): Alike<readonly T[]> {
  return (items, others, count) =>
    items.every((item, index) => {
      const left = count - index * size;
      const other = others[index];
      return left <= 0 || item === other || (other !== undefined && areAlike(item, other, left));
    });
}
