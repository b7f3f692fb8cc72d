import { quantile } from '../quantile.ts';
import type { ProbeReport } from './probe-report.ts';

/** The numbers of one run. Durations are in milliseconds, and null if they were not measured. */
export interface Measurement {
  /** From the first delta until the last word was shown, plus the time in which later work counts. */
  wall: number;
  deltas: number;
  /** Of the page's main thread. */
  task: number;
  script: number;
  layout: number;
  style: number;
  /** Processor time of the page's main thread. A task also waits, for example for a core. */
  mainProcessor: number;
  /** Processor time of the whole browser, drawing included. */
  processor: number;
  frameMedian: number | null;
  frameP95: number | null;
  frameWorst: number | null;
  /** From the sending of a delta by the model until a frame shows it. */
  delayMedian: number | null;
  delayP95: number | null;
  /** From the end of the stream until its last word was shown. */
  endDelay: number;
  commitsPerSecond: number;
  /** In bytes, after a garbage collection. */
  heap: number;
  nodes: number;
  keys: number;
  keyP95: number | null;
}

/** The metrics of a page by name. Source: https://chromedevtools.github.io/devtools-protocol/tot/Performance/ */
export type PageMetrics = Record<string, number>;

/** The raw data of a run. */
export interface Recording {
  before: PageMetrics;
  after: PageMetrics;
  /** Of the whole browser, in milliseconds. */
  processor: number;
  collected: PageMetrics;
  report: ProbeReport;
  /** When the model sent each mark. */
  sent: ReadonlyMap<number, number>;
  /** When the model had sent everything. */
  sentAll: number;
  deltas: number;
}

/** Computes the numbers of a run from its raw data. */
export function summarise(recording: Recording): Measurement {
  const { before, after, processor, collected, report, sent, sentAll, deltas } = recording;
  const seconds = (name: string) => ((after[name] ?? NaN) - (before[name] ?? NaN)) * 1_000;
  const wall = seconds('Timestamp');
  const delays = delaysOf(report, sent);
  return {
    wall,
    deltas,
    task: seconds('TaskDuration'),
    script: seconds('ScriptDuration'),
    layout: seconds('LayoutDuration'),
    style: seconds('RecalcStyleDuration'),
    mainProcessor: seconds('ThreadTime'),
    processor,
    frameMedian: quantile(report.frames, 0.5),
    frameP95: quantile(report.frames, 0.95),
    frameWorst: quantile(report.frames, 1),
    delayMedian: quantile(delays, 0.5),
    delayP95: quantile(delays, 0.95),
    endDelay: report.endedAt - sentAll,
    commitsPerSecond: report.commits / (wall / 1_000),
    heap: collected['JSHeapUsedSize'] ?? NaN,
    nodes: collected['Nodes'] ?? NaN,
    keys: report.keys.length,
    keyP95: quantile(report.keys, 0.95),
  };
}

/** A frame that shows a new mark also shows all earlier marks that were not shown before. */
function delaysOf({ shown }: ProbeReport, sent: ReadonlyMap<number, number>): number[] {
  const delays: number[] = [];
  let last = 0;
  for (const { mark, at } of shown) {
    for (let each = last === 0 ? mark : last + 1; each <= mark; each++) {
      const left = sent.get(each);
      if (left !== undefined) delays.push(at - left);
    }
    last = mark;
  }
  return delays;
}

/** Returns the median of each number. */
export function medianOf(measurements: readonly Measurement[]): Measurement {
  const [first] = measurements;
  if (!first) throw new Error('There is nothing to take the median of.');
  const names = Object.keys(first) as (keyof Measurement)[];
  const medians = names.map((name) => {
    const told = measurements.map((each) => each[name]).filter((value) => value !== null);
    return [name, quantile(told, 0.5)];
  });
  return Object.fromEntries(medians) as Measurement;
}
