import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPage } from '../streaming/browser.ts';

/** A page has settled when it was busy for less than a fifth of this time, in milliseconds. */
const QUIET = 700;
/** Timeout for a page to settle, in milliseconds. */
const TIMEOUT = 90_000;
/** Shorter tasks are not counted, in milliseconds. */
const LONG = 50;

/** The tasks of a page's main thread, by their processor time in milliseconds. */
export interface Tasks {
  readonly longest: number;
  /** The sum of all tasks longer than 50. */
  readonly total: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * Records the tasks of a page during some work. The time of a task is the processor time of its thread, so that other
 * load of the machine does not count. It includes style, layout and paint.
 */
export async function tasksOf({ session }: BenchPage, work: () => Promise<void>): Promise<Tasks> {
  const events: TraceEvent[] = [];
  const ends = [
    session.on<{ value: TraceEvent[] }>(
      'Tracing.dataCollected',
      ({ value }) => void events.push(...value.filter(isOfInterest)),
    ),
  ];
  await session.send('Tracing.start', { categories: '-*,toplevel', transferMode: 'ReportEvents' });
  await work();
  const complete = new Promise<void>((resolve) =>
    ends.push(session.on('Tracing.tracingComplete', () => resolve())),
  );
  await session.send('Tracing.end');
  await complete;
  for (const end of ends) end();
  const isMain = mainThreads(events);
  const times = events.filter((event) => isTask(event) && isMain(event)).map(({ tdur = 0 }) => tdur / 1_000);
  return {
    longest: times.reduce((longest, time) => Math.max(longest, time), 0),
    total: times.filter((time) => time > LONG).reduce((sum, time) => sum + time, 0),
  };
}

const isTask = ({ name }: TraceEvent) => name.endsWith('RunTask');
const isName = ({ name, args }: TraceEvent) => name === 'thread_name' && args.name === 'CrRendererMain';
const isOfInterest = (event: TraceEvent) => isTask(event) || isName(event);

function mainThreads(events: readonly TraceEvent[]): (event: TraceEvent) => boolean {
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const threads = new Set(events.filter(isName).map(keyOf));
  return (event) => threads.has(keyOf(event));
}

/** Waits until the page shows the word and has settled. */
export async function untilShown(page: BenchPage, word: string): Promise<void> {
  const end = performance.now() + TIMEOUT;
  const isShown = `document.querySelector('[role="log"]')?.textContent.includes('${word}') ?? false`;
  while (!(await page.evaluate<boolean>(isShown)) && performance.now() < end) await sleep(100);
  for (let busy = Infinity; busy > QUIET / 5 && performance.now() < end;) {
    const before = await taskTime(page);
    await sleep(QUIET);
    busy = (await taskTime(page)) - before;
  }
}

async function taskTime({ session }: BenchPage): Promise<number> {
  const { metrics } = await session.send<{ metrics: { name: string; value: number }[] }>(
    'Performance.getMetrics',
  );
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}
