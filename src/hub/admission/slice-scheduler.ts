/** Spreads slices of work over turns of the event loop, so that I/O is served in between. */
export interface SliceScheduler {
  /** Resolves when the next slice of work may start. Waiting lanes are served round robin. */
  nextSlice(lane: string): Promise<void>;
}

/**
 * Creates a scheduler.
 * @param perTurn maximum number of slices per turn of the event loop, for all lanes together
 */
export function createSliceScheduler(perTurn: number): SliceScheduler {
  const lanes = new Map<string, Set<() => void>>();
  let left = perTurn;
  /** Number of steps left in the current or next turn. */
  let steps = 0;

  /**
   * Plans the steps of a turn. Each step has its own callback: Node runs microtasks between callbacks, so that a lane
   * can request its next slice.
   */
  function planTurn(): void {
    if (steps > 0) return;
    steps = lanes.size > 0 ? perTurn : 1;
    setImmediate(step, true);
    for (let planned = 1; planned < steps; planned++) setImmediate(step, false);
  }

  function step(isFirst: boolean): void {
    if (isFirst) left = perTurn;
    if (left > 0 && startNext()) left -= 1;
    steps -= 1;
    if (lanes.size > 0 || left < perTurn) planTurn();
  }

  /**
   * Starts the first slice of the lane that has waited longest, and moves the lane behind the other lanes. Returns
   * false if no lane waits.
   */
  function startNext(): boolean {
    const [next] = lanes;
    if (!next) return false;
    const [lane, waiting] = next;
    const [start] = waiting;
    waiting.delete(start!);
    lanes.delete(lane);
    if (waiting.size > 0) lanes.set(lane, waiting);
    start!();
    return true;
  }

  return {
    async nextSlice(lane) {
      if (left > 0 && lanes.size === 0) {
        left -= 1;
        planTurn();
        return;
      }
      const waiting = lanes.get(lane) ?? new Set();
      lanes.set(lane, waiting);
      planTurn();
      await new Promise<void>((resolve) => waiting.add(resolve));
    },
  };
}
