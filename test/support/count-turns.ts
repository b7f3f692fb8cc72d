/** Counts turns of the event loop until it is stopped. */
export function countTurns(): { now(): number; stop(): void } {
  let turns = 0;
  let next = setImmediate(count);
  function count(): void {
    turns += 1;
    next = setImmediate(count);
  }
  return { now: () => turns, stop: () => clearImmediate(next) };
}
