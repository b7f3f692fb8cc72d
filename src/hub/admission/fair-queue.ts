import { releaseOnce } from '../limits/release-once.ts';

/** The kinds of requests, by priority. */
const KINDS = ['stream', 'read', 'write'] as const;
export type WorkKind = (typeof KINDS)[number];

/** Every fourth slot goes to the waiting kind with the lowest priority, so that a flood of reads cannot block all writes. */
const LOWEST_PRIORITY_EVERY = 4;

/** Maximum numbers of requests that are being handled, and of requests that wait. */
export interface QueueLimits {
  active: number;
  activePerLane: number;
  /**
   * Maximum number of requests started per turn of the event loop, so that I/O is served in between. Requests that
   * are refused may end within one turn, so `active` does not limit them.
   */
  perTurn: number;
  waiting: number;
  waitingPerLane: number;
}

/** Thrown when the line of a lane, or the whole queue, is full. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  readonly isLane: boolean;

  constructor(isLane: boolean) {
    super(isLane ? 'Too many requests are waiting in this lane.' : 'Too many requests are waiting.');
    this.isLane = isLane;
  }
}

/** A request that waits for a slot. */
export interface Waiting {
  /** Resolves with a function that releases the slot. Never settles after `leave`. */
  readonly slot: Promise<() => void>;
  /** Leaves the queue. Does nothing once the slot is taken. */
  leave(): void;
}

/**
 * Limits the number of concurrent requests. Slots are assigned by kind, and round robin between lanes, so that a lane with
 * hundreds of requests delays another by one slot at most.
 */
export interface FairQueue {
  /**
   * @returns a function that releases the slot; or, if no slot is free, the waiting request
   * @throws QueueFullError if too many requests are waiting
   */
  enter(lane: string, kind: WorkKind): (() => void) | Waiting;
  /** Number of waiting requests. */
  readonly waiting: number;
}

interface Lane {
  active: number;
  count: number;
  readonly lines: Record<WorkKind, Set<() => void>>;
}

/** Creates an empty queue. */
export function createFairQueue(limits: QueueLimits): FairQueue {
  const lanes = new Map<string, Lane>();
  /** For each kind, the lanes with waiting requests, in the order of their turns. */
  const waitingLanes: Record<WorkKind, Set<Lane>> = { stream: new Set(), read: new Set(), write: new Set() };
  let active = 0;
  let waiting = 0;
  let taken = 0;
  /** Number of requests started in this turn of the event loop. */
  let started = 0;

  function laneOf(name: string): Lane {
    const known = lanes.get(name);
    if (known) return known;
    const lane = {
      active: 0,
      count: 0,
      lines: { stream: new Set<() => void>(), read: new Set<() => void>(), write: new Set<() => void>() },
    };
    lanes.set(name, lane);
    return lane;
  }

  function forgetIfIdle(name: string, lane: Lane): void {
    if (lane.active === 0 && lane.count === 0) lanes.delete(name);
  }

  function hasRoom(lane: Lane): boolean {
    return active < limits.active && started < limits.perTurn && lane.active < limits.activePerLane;
  }

  /** Takes a slot for a lane. The lane then moves behind the other lanes. */
  function take(name: string, lane: Lane): () => void {
    lane.active += 1;
    active += 1;
    taken += 1;
    started += 1;
    if (started === 1) setImmediate(onTurn);
    lanes.set(name, lane);
    for (const line of Object.values(waitingLanes)) if (line.delete(lane)) line.add(lane);
    return releaseOnce(() => {
      lane.active -= 1;
      active -= 1;
      forgetIfIdle(name, lane);
      startNext();
    });
  }

  function onTurn(): void {
    started = 0;
    startNext();
  }

  function startNext(): void {
    while (startOne(taken % LOWEST_PRIORITY_EVERY === 0 ? KINDS.toReversed() : KINDS));
  }

  /**
   * Starts the next waiting request; returns false if none can start. Full lanes are skipped; there are few, because
   * all lanes together hold at most `limits.active` slots.
   */
  function startOne(kinds: readonly WorkKind[]): boolean {
    if (active === limits.active || started === limits.perTurn) return false;
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
    const slot = new Promise<() => void>((resolve) => {
      start = () => {
        leave();
        resolve(take(name, lane));
      };
    });
    line.add(start);
    waitingLanes[kind].add(lane);
    lane.count += 1;
    waiting += 1;
    return { slot, leave };
  }

  return {
    enter(name, kind) {
      const lane = laneOf(name);
      if (lane.count === 0 && hasRoom(lane)) return take(name, lane); // requests of other lanes that wait do not matter
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
