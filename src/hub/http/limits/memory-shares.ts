/** Counts the bytes that each holder has of a common memory. */
export interface MemoryShares {
  /** The bytes of all holders together. */
  readonly total: number;
  /** The bytes of one holder. */
  of(holder: string): number;
  /** Adds bytes to a holder's share. A negative number removes them. */
  add(holder: string, bytes: number): void;
}

/** Creates empty shares. A holder without bytes uses no memory. */
export function createMemoryShares(): MemoryShares {
  const byHolder = new Map<string, number>();
  let total = 0;
  const of = (holder: string) => byHolder.get(holder) ?? 0;

  return {
    get total() {
      return total;
    },
    of,
    add(holder, bytes) {
      total += bytes;
      const rest = of(holder) + bytes;
      if (rest > 0) byHolder.set(holder, rest);
      else byHolder.delete(holder);
    },
  };
}
