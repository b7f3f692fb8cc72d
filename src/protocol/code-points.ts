const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Returns a function that converts an index in Unicode code points to an index in UTF-16 code units of the text. */
export function createCodePointIndex(text: string): (codePoints: number) => number {
  /** The indexes, in code points, of the characters that have two code units. */
  const wide: number[] = [];
  for (const { index } of text.matchAll(SURROGATE_PAIR)) wide.push(index - wide.length);
  return (codePoints) => codePoints + countBelow(wide, codePoints);
}

/** Returns how many numbers of an ascending list are less than a limit. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
