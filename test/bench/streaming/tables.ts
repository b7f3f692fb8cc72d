import { APP, CONTESTANTS, FLOOR } from './contestants.ts';
import type { Measurement } from './measurement.ts';
import { medianIn, type Results } from './results.ts';
import { HEADLINES, SCENARIOS, type Scenario } from './scenarios.ts';

type Cell = (result: Measurement, floor: Measurement | null) => string;

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
const whole = (value: number | null, unit: string) => (value === null ? '–' : `${value.toFixed(0)}${unit}`);
const both = (one: number | null, other: number | null) =>
  one === null || other === null ? '–' : `${one.toFixed(0)} / ${other.toFixed(0)} ms`;

const COLUMNS: [title: string, cell: Cell][] = [
  ['task time', ({ task }) => seconds(task)],
  ['over the floor', ({ task }, floor) => (floor ? seconds(task - floor.task) : '–')],
  ['processor', ({ mainProcessor }) => seconds(mainProcessor)],
  ['script', ({ script }) => seconds(script)],
  ['layout and style', ({ layout, style }) => seconds(layout + style)],
  ['frame p95 / worst', ({ frameP95, frameWorst }) => both(frameP95, frameWorst)],
  ['delta to paint, median / p95', ({ delayMedian, delayP95 }) => both(delayMedian, delayP95)],
  ['commits/s', ({ commitsPerSecond }) => whole(commitsPerSecond, '')],
  ['heap', ({ heap }) => `${(heap / 1_048_576).toFixed(1)} MiB`],
  ['DOM nodes', ({ nodes }) => whole(nodes, '')],
];

/** A column of the table of all scenarios, which has only some of the numbers. */
const AXES: [title: string, cell: Cell][] = [
  ['wall', ({ wall }) => seconds(wall)],
  ['task time', ({ task }) => seconds(task)],
  ['over the floor, per delta', overFloor],
  ['processor, main thread / whole browser', bothProcessors],
  ...COLUMNS.slice(5),
  ['key to paint p95', ({ keyP95 }) => whole(keyP95, ' ms')],
];

/** Returns the tables of the scenarios in which all pages are measured. */
export function headlineTables(results: Results): string {
  return HEADLINES.map(({ name }) => {
    const measured = results.results.find(({ scenario }) => scenario.name === name)?.scenario;
    return measured ? table(results, [measured], COLUMNS, described(measured)) : '';
  }).join('\n\n');
}

/** Returns one table with all numbers of all scenarios. */
export function fullTable(results: Results): string {
  return table(results, SCENARIOS, AXES, 'scenario, page');
}

function table(
  results: Results,
  scenarios: readonly Scenario[],
  columns: [title: string, cell: Cell][],
  corner: string,
): string {
  const rows = scenarios.flatMap(({ name }) =>
    CONTESTANTS.flatMap((contestant) => {
      const result = medianIn(results, name, contestant.name);
      if (!result) return [];
      const floor = contestant === FLOOR ? null : medianIn(results, name, FLOOR.name);
      const label = scenarios.length === 1 ? contestant.label : `${name}, ${contestant.name}`;
      return [[label, ...columns.map(([, cell]) => cell(result, floor))]];
    }),
  );
  if (rows.length === 0) return '';
  const titles = [corner, ...columns.map(([title]) => title)];
  const rule = titles.map((_, at) => (at === 0 ? '---' : '---:'));
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function overFloor({ task, deltas }: Measurement, floor: Measurement | null): string {
  return floor ? `${(((task - floor.task) / deltas) * 1_000).toFixed(0)} µs` : '–';
}

function bothProcessors({ mainProcessor, processor }: Measurement): string {
  return `${seconds(mainProcessor)} / ${seconds(processor)}`;
}

/** Describes a scenario and its duration. */
function described({ kibibytes, rate }: Scenario): string {
  const lasts = (kibibytes * 1024) / 5 / rate;
  return `${kibibytes} KiB at ${rate.toLocaleString('en')}/s (${lasts.toFixed(1)} s)`;
}

/** Describes the machine and the versions of the measurements. */
export function conditions({ date, browser, node, processor, results }: Results): string {
  const runs = Math.min(...results.map(({ measurements }) => measurements.length));
  return `${date.slice(0, 10)}, ${browser}, Node ${node}, ${processor}; medians of ${runs}. ${APP.label} is the built client, through its hub.`;
}
