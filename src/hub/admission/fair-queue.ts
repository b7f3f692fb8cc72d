/** What a request wants; the first kind goes first. */
const KINDS = ['stream', 'read', 'write'] as const;
export type WorkKind = (typeof KINDS)[number];

/** One in so many places goes to the last kind that waits, so that a flood of reads cannot hold up all writes. */
const TURN_OF_THE_LAST = 4;

/** How much may be at work, and how much may wait. */
export interface QueueLimits {
  atWork: number;
  atWorkPerLane: number;
  waiting: number;
  waitingPerLane: number;
}

/** A queue that is full: the one of the lane, or all of it. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  readonly isLane: boolean;

  constructor(isLane: boolean) {
    super(isLane ? 'Too much waits in this lane.' : 'Too much waits.');
    this.isLane = isLane;
  }
}

/** A request that waits for its place at work. */
export interface Waiting {
  /** Settles with what gives the place back, once. Never settles after `leave`. */
  readonly place: Promise<() => void>;
  /** Gives up. Does nothing once the place is taken. */
  leave(): void;
}

/**
 * Lets a bounded number of requests work at once: by kind, and round robin between lanes, so that a lane with hundreds of
 * requests delays another by one place at most.
 */
export interface FairQueue {
  /**
   * @returns what gives the place back, once; or the place in the line
   * @throws QueueFullError
   */
  enter(lane: string, kind: WorkKind): (() => void) | Waiting;
  /** How many wait. */
  readonly waiting: number;
}

interface Lane {
  atWork: number;
  count: number;
  readonly lines: Record<WorkKind, Set<() => void>>;
}

/** An empty queue. */
export function createFairQueue(limits: QueueLimits): FairQueue {
  /** In the order of their turns. */
  const lanes = new Map<string, Lane>();
  let atWork = 0;
  let waiting = 0;
  let taken = 0;

  function laneOf(name: string): Lane {
    const known = lanes.get(name);
    if (known) return known;
    const lane = {
      atWork: 0,
      count: 0,
      lines: { stream: new Set<() => void>(), read: new Set<() => void>(), write: new Set<() => void>() },
    };
    lanes.set(name, lane);
    return lane;
  }

  function forgetIfIdle(name: string, lane: Lane): void {
    if (lane.atWork === 0 && lane.count === 0) lanes.delete(name);
  }

  function hasRoom(lane: Lane): boolean {
    return atWork < limits.atWork && lane.atWork < limits.atWorkPerLane;
  }

  /** Takes a place; the lane then queues up behind the others. */
  function take(name: string, lane: Lane): () => void {
    lane.atWork += 1;
    atWork += 1;
    taken += 1;
    lanes.delete(name);
    lanes.set(name, lane);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      lane.atWork -= 1;
      atWork -= 1;
      forgetIfIdle(name, lane);
      startNext();
    };
  }

  function startNext(): void {
    while (startOne(taken % TURN_OF_THE_LAST === 0 ? KINDS.toReversed() : KINDS));
  }

  function startOne(kinds: readonly WorkKind[]): boolean {
    for (const kind of kinds) {
      for (const lane of lanes.values()) {
        const [start] = hasRoom(lane) ? lane.lines[kind] : [];
        if (!start) continue;
        start();
        return true;
      }
    }
    return false;
  }

  function wait(name: string, lane: Lane, kind: WorkKind): Waiting {
    const line = lane.lines[kind];
    let start!: () => void;
    function leave(): void {
      if (!line.delete(start)) return;
      lane.count -= 1;
      waiting -= 1;
      forgetIfIdle(name, lane);
    }
    const place = new Promise<() => void>((resolve) => {
      start = () => {
        leave();
        resolve(take(name, lane));
      };
    });
    line.add(start);
    lane.count += 1;
    waiting += 1;
    return { place, leave };
  }

  return {
    enter(name, kind) {
      const lane = laneOf(name);
      if (lane.count === 0 && hasRoom(lane)) return take(name, lane); // who waits does so behind a lane of their own
      const isLaneFull = lane.count >= limits.waitingPerLane;
      if (!isLaneFull && waiting < limits.waiting) return wait(name, lane, kind);
      forgetIfIdle(name, lane);
      throw new QueueFullError(isLaneFull);
    },
    get waiting() {
      return waiting;
    },
  };
}
