import { setTimeout as sleep } from 'node:timers/promises';
import { readProbe, serveBenchPages } from './bench-pages.ts';
import type { Browser, BenchPage } from './browser.ts';
import type { Contestant } from './contestants.ts';
import { LAST_WORD, streamedDocument } from './document.ts';
import { askInPage, type AskedRun } from './hub-in-page.ts';
import { summarise, type Measurement, type PageMetrics } from './measurement.ts';
import { timeNow, type DocumentModel } from './model.ts';
import type { ProbeReport } from './probe-report.ts';
import type { Scenario } from './scenarios.ts';
import { typeInto } from './typing.ts';

/** A page has settled when it was busy for less than half of this time, in milliseconds. */
const SETTLING = 1_000;
const MAX_SETTLING = 30_000;
/** How long the work after the last word counts, in milliseconds. */
const TAIL = 500;
/** Timeout of one measurement, opening included: a few times the longest stream, in milliseconds. */
const TIMEOUT = 240_000;

/** Opens the first line of the agent's work as soon as it is in the page. */
const OPEN_LINE = `new MutationObserver((_, observer) => {
  const line = document.querySelector('[role="log"] button[aria-expanded="false"]');
  if (line) observer.disconnect(), line.click();
}).observe(document.body, { subtree: true, childList: true }), null`;

/** The tools of a measurement. */
export interface Bench {
  browser: Browser;
  hubUrl: string;
  model: DocumentModel;
}

/**
 * Streams the scenario's documents to a page that is opened for it.
 * @throws Error if that takes much longer than the stream
 */
export async function measure(
  bench: Bench,
  contestant: Contestant,
  scenario: Scenario,
): Promise<Measurement> {
  const page = await bench.browser.newPage();
  const given = new AbortController();
  const late = sleep(TIMEOUT, null, { signal: given.signal }).then(
    () => Promise.reject(new Error(`${contestant.name} never showed the last word.`)),
    () => Promise.reject(new Error('It has been measured.')), // no longer awaited
  );
  try {
    return await Promise.race([measureIn(page, bench, contestant, scenario), late]);
  } finally {
    given.abort();
    await page.close();
  }
}

async function measureIn(
  page: BenchPage,
  { browser, hubUrl, model }: Bench,
  contestant: Contestant,
  scenario: Scenario,
): Promise<Measurement> {
  await openConversation(page, hubUrl, contestant, scenario);
  const completions = [];
  for (let at = 0; at < scenario.streams; at++) completions.push(await model.nextCompletion());
  const documents = completions.map((_, at) => streamedDocument(scenario.document, scenario.kibibytes, at));
  if (scenario.hidden) await hide(page);
  await page.session.send('Performance.enable');
  await untilSettled(page);
  await page.session.send('Emulation.setCPUThrottlingRate', { rate: scenario.throttle });
  await page.session.send('HeapProfiler.collectGarbage');

  const sent = new Map<number, number>();
  if (scenario.opensLine) await page.evaluate(OPEN_LINE);
  await page.evaluate('benchProbe.start()');
  const typing = scenario.typing ? await typeInto(page) : null;
  const processorBefore = await browser.processorTime();
  const before = await metrics(page);
  await Promise.all(
    completions.map((completion, at) =>
      completion.stream(documents[at]!, scenario.part, scenario.rate / scenario.streams, (mark, when) =>
        sent.set(mark, when),
      ),
    ),
  );
  const sentAll = timeNow();
  await typing?.stop();
  await page.evaluate(`benchProbe.untilShown(${JSON.stringify(LAST_WORD)}, ${scenario.streams})`);
  await sleep(TAIL);
  const after = await metrics(page);
  const processor = (await browser.processorTime()) - processorBefore;
  const report = await page.evaluate<ProbeReport>('benchProbe.stop()');

  await page.session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await page.session.send('HeapProfiler.collectGarbage');
  const collected = await metrics(page);
  const deltas = documents.reduce((sum, document) => sum + document.deltas.length, 0);
  // With two growing texts, the newest mark in the page is that of the lower one. Closed lines show no marks.
  const isFollowed = scenario.streams === 1 && scenario.part === 'text';
  const followed: ReadonlyMap<number, number> = isFollowed ? sent : new Map();
  return summarise({ before, after, processor, collected, report, sent: followed, sentAll, deltas });
}

async function untilSettled(page: BenchPage): Promise<void> {
  let before = await metrics(page);
  for (let waited = 0; waited < MAX_SETTLING; waited += SETTLING) {
    await sleep(SETTLING);
    const now = await metrics(page);
    if (((now['TaskDuration'] ?? 0) - (before['TaskDuration'] ?? 0)) * 1_000 < SETTLING / 2) return;
    before = now;
  }
}

/** Opens the page on a run that waits for the model, and waits until it follows the run's stream. */
async function openConversation(
  page: BenchPage,
  hubUrl: string,
  contestant: Contestant,
  { streams, history }: Scenario,
): Promise<void> {
  await serveBenchPages(page);
  await page.open(`${hubUrl}/bench/blank`);
  const assistantId = `bench/${streams === 1 ? 'relay' : 'side-by-side'}/1.0.0`;
  const run = await askInPage(page, assistantId, contestant.file === null ? history : 0);
  await page.session.send('Page.addScriptToEvaluateOnNewDocument', { source: await readProbe() });
  await page.session.send('Network.enable');
  const followed = new Promise<void>((resolve) => {
    const end = page.session.on<{ response: { url: string } }>('Network.responseReceived', ({ response }) => {
      if (!response.url.includes(`/stream/${run.runId}`)) return;
      end();
      resolve();
    });
  });
  await page.open(hubUrl + pathOf(contestant, run, { streams, history }));
  await followed;
  await page.session.send('Network.disable'); // otherwise it reports each event
  await page.evaluate('document.fonts.ready.then(() => null)');
}

function pathOf(
  { file }: Contestant,
  { threadId, runId }: AskedRun,
  { streams, history }: Pick<Scenario, 'streams' | 'history'>,
): string {
  if (file === null) return `/threads/${threadId}`;
  return `/bench/${file}?thread=${threadId}&run=${runId}&streams=${streams}&history=${history}`;
}

async function metrics({ session }: BenchPage): Promise<PageMetrics> {
  const { metrics: list } = await session.send<{ metrics: { name: string; value: number }[] }>(
    'Performance.getMetrics',
  );
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** Hides the page by minimising its window, as a person does. */
async function hide({ session, evaluate }: BenchPage): Promise<void> {
  const { windowId } = await session.send<{ windowId: number }>('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'minimized' } });
  if (!(await evaluate<boolean>('document.hidden'))) throw new Error('This browser does not hide a page.');
}
