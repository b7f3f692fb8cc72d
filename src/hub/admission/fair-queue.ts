/** What a request wants; the first kind goes first. */
const KINDS = ['stream', 'read', 'write'] as const;
export type WorkKind = (typeof KINDS)[number];

/** One in so many places goes to the last kind that waits, so that a flood of reads cannot hold up all writes. */
const TURN_OF_THE_LAST = 4;

/** How much may be at work, and how much may wait. */
export interface QueueLimits {
  atWork: number;
  atWorkPerLane: number;
  /** How many begin in one turn of the event loop: a refusal may need no more than that, so that I/O is served between them. */
  perTurn: number;
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
  const lanes = new Map<string, Lane>();
  /** The lanes in which something of a kind waits, in the order of their turns. */
  const waitingLanes: Record<WorkKind, Set<Lane>> = { stream: new Set(), read: new Set(), write: new Set() };
  let atWork = 0;
  let waiting = 0;
  let taken = 0;
  /** How many have begun in this turn of the event loop. */
  let begun = 0;

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
    return atWork < limits.atWork && begun < limits.perTurn && lane.atWork < limits.atWorkPerLane;
  }

  /** Takes a place; the lane then queues up behind the others. */
  function take(name: string, lane: Lane): () => void {
    lane.atWork += 1;
    atWork += 1;
    taken += 1;
    begun += 1;
    if (begun === 1) setImmediate(beginTurn);
    lanes.set(name, lane);
    for (const line of Object.values(waitingLanes)) if (line.delete(lane)) line.add(lane);
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

  function beginTurn(): void {
    begun = 0;
    startNext();
  }

  function startNext(): void {
    while (startOne(taken % TURN_OF_THE_LAST === 0 ? KINDS.toReversed() : KINDS));
  }

  /** Passes over the lanes that are full, which are few: all of them together have `atWork` places. */
  function startOne(kinds: readonly WorkKind[]): boolean {
    if (atWork === limits.atWork || begun === limits.perTurn) return false;
    for (const kind of kinds) {
      for (const lane of waitingLanes[kind]) {
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
      if (line.size === 0) waitingLanes[kind].delete(lane);
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
    waitingLanes[kind].add(lane);
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
