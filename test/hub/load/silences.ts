import { readFileSync } from 'node:fs';

/** How often the watch of this process ticks, in milliseconds, and from when on a tick counts as late. */
const TICK = 5;
const LATE = 20;

/** How long somebody saw nothing new, in milliseconds. */
export interface Silence {
  /** As the clock says. */
  seen: number;
  /** Without the time in which this process, or the hub's thread, was ready and the machine ran something else. */
  hubs: number;
}

interface Arrival {
  at: number;
  /** How long this process has been kept from working since it started. */
  late: number;
  /** How long the hub's thread has waited for a processor since it started. */
  waited: number;
}

/** Measures the time between arrivals. What the machine is to blame for is told apart: a test must not fail for it. */
export interface Silences {
  /**
   * To be called when something new has come.
   * @param hub the process that it has come from
   */
  arrived(hub: number): void;
  /** How much has come. */
  readonly count: number;
  /** Forgets what has come but for the last. */
  restart(): void;
  /** The longest silence since then. */
  longest(): Silence;
}

/** Nothing has come, to begin with. */
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

/** Both may have waited at the same time, so only the longer wait is taken off. */
function silenceBetween(before: Arrival, after: Arrival): Silence {
  const seen = after.at - before.at;
  return { seen, hubs: seen - Math.max(after.late - before.late, after.waited - before.waited) };
}

/** How long the main thread of a process was ready to run and did not, in milliseconds; 0 where Linux does not tell. */
function processorWait(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
