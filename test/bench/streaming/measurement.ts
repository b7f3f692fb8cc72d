import { quantile } from '../quantile.ts';
import type { ProbeReport } from './probe-report.ts';

/** What came of one run. Durations are in milliseconds, and null where there is nothing to tell. */
export interface Measurement {
  /** From the first delta until the last word was there, and then so long as is waited for what comes after. */
  wall: number;
  deltas: number;
  /** Of the page's main thread. */
  task: number;
  script: number;
  layout: number;
  style: number;
  /** How long the processor was at work for the page's main thread: a task also waits, for a core for example. */
  mainProcessor: number;
  /** The same for the whole browser, drawing included. */
  processor: number;
  frameMedian: number | null;
  frameP95: number | null;
  frameWorst: number | null;
  /** From a delta's leaving the model until a frame shows it. */
  delayMedian: number | null;
  delayP95: number | null;
  /** From the stream's end until its last word was there. */
  endDelay: number;
  commitsPerSecond: number;
  /** In bytes, with the garbage collected. */
  heap: number;
  nodes: number;
  keys: number;
  keyP95: number | null;
}

/** The metrics of a page by name. Source: https://chromedevtools.github.io/devtools-protocol/tot/Performance/ */
export type PageMetrics = Record<string, number>;

/** What a run left behind. */
export interface Recording {
  before: PageMetrics;
  after: PageMetrics;
  /** Of the whole browser, in milliseconds. */
  processor: number;
  collected: PageMetrics;
  report: ProbeReport;
  /** When each mark left the model. */
  sent: ReadonlyMap<number, number>;
  /** When the model had sent all. */
  sentAll: number;
  deltas: number;
}

/** Makes numbers of it. */
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

/** A frame that shows a new mark shows all that came before it and were not yet there. */
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

/** Each number the median of its own. */
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
