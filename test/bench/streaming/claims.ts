import { APP, CONTESTANTS, FLOOR } from './contestants.ts';
import type { Measurement } from './measurement.ts';
import { medianIn, type Results } from './results.ts';

/** A claim about the client, and the measured value. */
interface Claim {
  says: string;
  /** Null if it was not measured. */
  value: number | null;
  limit: number;
  unit: '' | ' ms' | '/s';
  /** Whether values below or above the limit are good. */
  good: 'below' | 'above';
}

const NOT_PEERS = [APP.name, FLOOR.name, 'raw'];
const PEERS = CONTESTANTS.filter(({ name }) => !NOT_PEERS.includes(name));

/** Returns the table of the claims. */
export function claimTable(results: Results): string {
  const rows = claims(results).flatMap(({ says, value, limit, unit, good }) => {
    if (value === null) return [];
    const show = (number: number) => `${number.toFixed(unit === '' ? 2 : 0)}${unit}`;
    const holds = good === 'below' ? value <= limit : value >= limit;
    const bound = `${good === 'below' ? 'at most' : 'at least'} ${show(limit)}`;
    return [`| ${says} | ${show(value)} | ${bound} | ${holds ? 'yes' : '**no**'} |`];
  });
  return ['| what | measured | bound | holds |', '| --- | ---: | ---: | --- |', ...rows].join('\n');
}

function claims(results: Results): Claim[] {
  const app = (scenario: string) => medianIn(results, scenario, APP.name);
  const versus = (scenario: string, plain: string) =>
    ratio(perDelta(results, scenario), perDelta(results, plain));
  const below = { unit: '', good: 'below' } as const;
  const time = { unit: ' ms', good: 'below' } as const;
  return [
    {
      says: 'task time over the floor, of the best peer’s, 131 KiB at 1,000/s',
      value: ratio(over(results, '131k-1000', APP.name), bestPeer(results, '131k-1000')),
      limit: 0.5,
      ...below,
    },
    {
      says: 'commits meanwhile',
      value: app('131k-1000')?.commitsPerSecond ?? null,
      limit: 30,
      unit: '/s',
      good: 'above',
    },
    {
      says: 'per delta over the floor, 131 KiB to 33 KiB',
      value: versus('131k-1000', '33k-1000'),
      limit: 1.1,
      ...below,
    },
    { says: 'the same, footnotes to plain', value: versus('footnotes', '33k-1000'), limit: 1.1, ...below },
    { says: 'the same, two streams to one', value: versus('two-streams', '33k-1000'), limit: 1.1, ...below },
    {
      says: 'the same, a 70 KiB fence to plain',
      value: versus('open-fence', '33k-1000'),
      limit: 1.1,
      ...below,
    },
    ...[0, 100, 500, 2_000].map((history) => ({
      says: `frame p95 after ${history.toLocaleString('en')} messages`,
      value: app(history === 0 ? '36k-500' : `history-${history}`)?.frameP95 ?? null,
      limit: 20,
      ...time,
    })),
    {
      says: 'frame p95 at a quarter of the speed',
      value: app('slow-typing')?.frameP95 ?? null,
      limit: 34,
      ...time,
    },
    { says: 'key to paint p95 meanwhile', value: app('slow-typing')?.keyP95 ?? null, limit: 50, ...time },
    { says: 'key to paint p95 at full speed', value: app('typing')?.keyP95 ?? null, limit: 50, ...time },
  ];
}

/** Returns the task time of a page minus that of the floor, in milliseconds. */
function over(results: Results, scenario: string, page: string): number | null {
  return beyond(medianIn(results, scenario, page), medianIn(results, scenario, FLOOR.name));
}

function beyond(page: Measurement | null, floor: Measurement | null): number | null {
  return page && floor ? page.task - floor.task : null;
}

function bestPeer(results: Results, scenario: string): number | null {
  const all = PEERS.map(({ name }) => over(results, scenario, name)).filter((value) => value !== null);
  return all.length > 0 ? Math.min(...all) : null;
}

function perDelta(results: Results, scenario: string): number | null {
  const deltas = medianIn(results, scenario, APP.name)?.deltas ?? null;
  return ratio(over(results, scenario, APP.name), deltas);
}

function ratio(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one / other;
}
