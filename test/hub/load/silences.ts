import { readFileSync } from 'node:fs';

/** Interval of this process's timer, in milliseconds, and the delay from which a tick counts as late. */
const TICK = 5;
const LATE = 20;

/** A time without anything new, in milliseconds. */
export interface Silence {
  /** By the clock. */
  seen: number;
  /** Without the time in which this process, or the hub's thread, was ready but the machine ran something else. */
  hubs: number;
}

interface Arrival {
  at: number;
  /** How long this process has been delayed since it started. */
  late: number;
  /** How long the hub's thread has waited for a processor since it started. */
  waited: number;
}

/** Measures the time between arrivals. Delays caused by the machine are separated, so that no test fails because of them. */
export interface Silences {
  /**
   * Called when something new has arrived.
   * @param hub the process that sent it
   */
  arrived(hub: number): void;
  /** Number of arrivals. */
  readonly count: number;
  /** Starts a new measurement at the last arrival. */
  restart(): void;
  /** The longest silence of the measurement. */
  longest(): Silence;
}

/** Creates a measurement without arrivals. */
export function measureSilences(): Silences {
  let late = 0;
  let ticked = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - ticked > LATE) late += now - ticked - TICK;
    ticked = now;
  }, TICK).unref();
  let arrivals: Arrival[] = [];
  let count = 0;

  return {
    arrived(hub) {
      count += 1;
      arrivals.push({ at: performance.now(), late, waited: processorWait(hub) });
    },
    get count() {
      return count;
    },
    restart() {
      arrivals = arrivals.slice(-1);
    },
    longest() {
      const silences = arrivals.slice(1).map((arrival, index) => silenceBetween(arrivals[index]!, arrival));
      return {
        seen: Math.max(0, ...silences.map(({ seen }) => seen)),
        hubs: Math.max(0, ...silences.map(({ hubs }) => hubs)),
      };
    },
  };
}

/** Both may have waited at the same time, so only the longer wait is subtracted. */
function silenceBetween(before: Arrival, after: Arrival): Silence {
  const seen = after.at - before.at;
  return { seen, hubs: seen - Math.max(after.late - before.late, after.waited - before.waited) };
}

/** How long the main thread of a process was ready but did not run, in milliseconds; 0 if the system does not report it. */
function processorWait(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
