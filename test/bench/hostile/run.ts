import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { startHub } from '../hub/processes.ts';
import { serveBenchPages } from '../streaming/bench-pages.ts';
import { startBrowser, type Browser } from '../streaming/browser.ts';
import { LAST_WORD } from '../streaming/document.ts';
import { askInPage } from '../streaming/hub-in-page.ts';
import { startDocumentModel, type DocumentModel } from '../streaming/model.ts';
import { tasksOf, untilShown, type Tasks } from './tasks.ts';

const AGENTS = fileURLToPath(new URL('../streaming/agents', import.meta.url));
/** Characters in a delta, and deltas per second. */
const DELTA = 20;
const RATE = 1_000;

/** The tools of a measurement. */
interface Bench {
  browser: Browser;
  hubUrl: string;
  model: DocumentModel;
}

/** Streams a text into a page, and then opens the finished conversation again. */
async function measure(bench: Bench, text: string): Promise<{ live: Tasks; opened: Tasks }> {
  const page = await bench.browser.newPage();
  try {
    await serveBenchPages(page);
    await page.open(`${bench.hubUrl}/bench/blank`);
    const { threadId } = await askInPage(page, 'bench/relay/1.0.0', 0);
    const completion = await bench.model.nextCompletion();
    await page.session.send('Performance.enable');
    await page.open(`${bench.hubUrl}/threads/${threadId}`);
    await untilShown(page, 'Go on.');
    const deltas = `${text}\n\n${LAST_WORD}`.match(new RegExp(`[^]{1,${DELTA}}`, 'g')) ?? [];
    const live = await tasksOf(page, async () => {
      await completion.stream({ deltas, marks: new Map() }, 'text', RATE, () => {});
      await untilShown(page, LAST_WORD);
    });
    const opened = await tasksOf(page, async () => {
      await page.open(`${bench.hubUrl}/threads/${threadId}`);
      await untilShown(page, LAST_WORD);
    });
    return { live, opened };
  } finally {
    await page.close();
  }
}

function cell({ longest, total }: Tasks): string {
  return `${longest.toFixed(0).padStart(8)} ${total.toFixed(0).padStart(8)}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { text: { type: 'string', multiple: true }, kibibytes: { type: 'string', default: '64' } },
  });
  const names = values.text ?? Object.keys(HOSTILE_TEXTS);
  const dataDir = await mkdtemp(join(tmpdir(), 'symposium-bench-'));
  const model = await startDocumentModel();
  const hub = await startHub({
    PORT: '0',
    DATA_DIR: dataDir,
    AGENTS_DIR: AGENTS,
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'hostile-text',
    MODEL_TITLES: 'off',
    LOG_LEVEL: 'warn',
  });
  const browser = await startBrowser();
  try {
    process.stdout.write(
      `${values.kibibytes} KiB: the longest task, and all over 50 ms, while it streams | when it is opened\n`,
    );
    for (const name of names) {
      const makeText = HOSTILE_TEXTS[name];
      if (!makeText) throw new Error(`There is no text "${name}".`);
      const bench = { browser, model, hubUrl: hub.url };
      const { live, opened } = await measure(bench, makeText(Number(values.kibibytes) * 1024));
      process.stdout.write(`${name.padEnd(36)} ${cell(live)} | ${cell(opened)}\n`);
    }
  } finally {
    await browser.stop();
    await hub.stop();
    model.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
