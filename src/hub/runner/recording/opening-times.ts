/**
 * Returns a function that returns the current time. It never returns the same time twice, because the steps of a run
 * are sorted by it.
 * @param last a time that was returned before, in milliseconds since 1970
 */
export function createOpeningTimes(last: number): () => Date {
  let lastOpenedAt = last;
  return () => {
    lastOpenedAt = Math.max(Date.now(), lastOpenedAt + 1);
    return new Date(lastOpenedAt);
  };
}
