/**
 * Items in pieces that are filled one after the other. A full piece is the same array for good, so that
 * whoever shows it has to look at the last piece only.
 */
export type Chunks<T> = readonly (readonly T[])[];

const CHUNK_SIZE = 24;

/** These items and one more. Costs the same however many there are, but for one reference to each full piece. */
export function append<T>(chunks: Chunks<T>, item: T): Chunks<T> {
  const last = chunks.at(-1);
  if (!last || last.length >= CHUNK_SIZE) return [...chunks, [item]];
  return chunks.with(chunks.length - 1, [...last, item]);
}

/** Items that come all at once. */
export function chunksOf<T>(items: Iterable<T>): Chunks<T> {
  const all = [...items];
  const starts = Array.from({ length: Math.ceil(all.length / CHUNK_SIZE) }, (_, index) => index * CHUNK_SIZE);
  return starts.map((start) => all.slice(start, start + CHUNK_SIZE));
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
