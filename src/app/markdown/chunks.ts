/**
 * Items in pieces that are filled one after the other. A full piece is the same array for good, so that
 * whoever shows it has to look at the last piece only.
 */
export type Chunks<T> = readonly (readonly T[])[];

const CHUNK_SIZE = 24;

/**
 * Adds to arrays that others may still use. It copies an array once and from then on adds in place, so that many
 * additions cost no more than one copy. What it returns becomes a value when the appender is dropped.
 */
export class Appender {
  readonly #copies = new WeakSet<readonly unknown[]>();

  /** Returns these items and one more. */
  add<T>(items: readonly T[], item: T): readonly T[] {
    const copy = this.#copyOf(items);
    copy.push(item);
    return copy;
  }

  /** Returns these chunks with one more item. */
  append<T>(chunks: Chunks<T>, item: T): Chunks<T> {
    const last = chunks.at(-1);
    if (!last || last.length >= CHUNK_SIZE) return this.add(chunks, this.add([], item));
    const copy = this.#copyOf(chunks);
    copy[copy.length - 1] = this.add(last, item);
    return copy;
  }

  #copyOf<T>(items: readonly T[]): T[] {
    if (this.#copies.has(items)) return items as T[];
    const copy = [...items];
    this.#copies.add(copy);
    return copy;
  }
}

/** Items that come all at once. */
export function chunksOf<T>(items: Iterable<T>): Chunks<T> {
  const all = [...items];
  const starts = Array.from({ length: Math.ceil(all.length / CHUNK_SIZE) }, (_, index) => index * CHUNK_SIZE);
  return starts.map((start) => all.slice(start, start + CHUNK_SIZE));
}

/** The pieces in groups of so many. */
export function inGroups<T>(chunks: Chunks<T>, size: number): readonly Chunks<T>[] {
  const starts = Array.from({ length: Math.ceil(chunks.length / size) }, (_, index) => index * size);
  return starts.map((start) => chunks.slice(start, start + size));
}

/** How many items there are. */
export function countOf(chunks: Chunks<unknown>): number {
  const last = chunks.at(-1);
  return last ? (chunks.length - 1) * CHUNK_SIZE + last.length : 0;
}

/** The item in that place. */
export function itemAt<T>(chunks: Chunks<T>, index: number): T | undefined {
  return chunks[Math.floor(index / CHUNK_SIZE)]?.[index % CHUNK_SIZE];
}

/** Whether the first so many items of both are the same. Pieces that are the same object are not looked at. */
export function startsAlike<T>(some: Chunks<T>, others: Chunks<T>, count: number): boolean {
  return some.every((piece, number) => {
    const other = others[number];
    const end = count - number * CHUNK_SIZE;
    return end <= 0 || piece === other || piece.slice(0, end).every((item, index) => item === other?.[index]);
  });
}
