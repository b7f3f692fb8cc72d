/** Spreads work over turns of the event loop, so that I/O is served between slices of it. */
export interface Turns {
  /** Settles when the next slice of work may begin. Lanes that wait are served round robin. */
  take(lane: string): Promise<void>;
}

/**
 * Work that is not started yet.
 * @param perTurn how many slices begin in one turn of the event loop, of all lanes together
 */
export function createTurns(perTurn: number): Turns {
  const lanes = new Map<string, (() => void)[]>();
  let left = perTurn;
  let isRefilling = false;

  function refillLater(): void {
    if (isRefilling) return;
    isRefilling = true;
    setImmediate(refill);
  }

  function refill(): void {
    isRefilling = false;
    left = perTurn;
    while (left > 0 && startNext()) left -= 1;
    if (left < perTurn) refillLater();
  }

  /** Starts the first of the lane that has waited longest, which then queues up behind the other lanes. */
  function startNext(): boolean {
    const [next] = lanes;
    if (!next) return false;
    const [lane, waiting] = next;
    lanes.delete(lane);
    waiting.shift()?.();
    if (waiting.length > 0) lanes.set(lane, waiting);
    return true;
  }

  return {
    async take(lane) {
      refillLater();
      if (left > 0 && lanes.size === 0) {
        left -= 1;
        return;
      }
      const waiting = lanes.get(lane) ?? [];
      lanes.set(lane, waiting);
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
