/** How many bytes the holders of a common memory have of it. */
export interface MemoryShares {
  /** How many bytes all holders have together. */
  readonly total: number;
  /** How many bytes one holder has. */
  of(holder: string): number;
  /** Adds bytes to what a holder has. A negative number takes them away. */
  add(holder: string, bytes: number): void;
}

/** Creates shares of which nobody has any. A holder without bytes is forgotten. */
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
