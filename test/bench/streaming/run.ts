import { startBrowser } from './browser.ts';
import { claimTable } from './claims.ts';
import type { Measurement } from './measurement.ts';
import { startDocumentModel } from './model.ts';
import { readOptions, type Options } from './options.ts';
import { checkPerformancePage, writePerformancePage } from './performance-page.ts';
import { emptyResults, readResults, writeResult, type Results } from './results.ts';
import { runScenario } from './round.ts';
import { conditions, fullTable, headlineTables } from './tables.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printMeasurement(page: string, run: number, measured: Measurement): void {
  const { task, wall, frameP95, commitsPerSecond, keyP95 } = measured;
  print(
    [
      `  ${String(run + 1).padStart(2)} ${page.padEnd(15)}`,
      `task ${task.toFixed(0).padStart(6)} of ${wall.toFixed(0)} ms`,
      `frame p95 ${frameP95?.toFixed(0) ?? '–'} ms`,
      `${commitsPerSecond.toFixed(0)} commits/s`,
      ...(keyP95 === null ? [] : [`key p95 ${keyP95.toFixed(0)} ms`]),
    ].join(', '),
  );
}

/** Measures all scenarios. Writes the results after each of them, so that none are lost. */
async function measureAll({ scenarios, pages, runs, isFull }: Options): Promise<Results> {
  const model = await startDocumentModel();
  const browser = await startBrowser();
  const results = emptyResults(browser.version, isFull);
  try {
    for (const [at, scenario] of scenarios.entries()) {
      print(`${scenario.name} (${at + 1} of ${scenarios.length})`);
      const options = { browser, model, runs, pages, onMeasured: printMeasurement };
      results.results.push(...(await runScenario(scenario, options)));
      await writeResult('streaming.json', `${JSON.stringify(results, null, 2)}\n`);
    }
  } finally {
    await browser.stop();
    model.stop();
  }
  return results;
}

async function report(results: Results): Promise<void> {
  const summary = [headlineTables(results), claimTable(results), conditions(results)].join('\n\n');
  print(`\n${summary}\n\n${fullTable(results)}\n`);
  print(`Written to ${await writeResult('streaming.md', `${summary}\n\n${fullTable(results)}\n`)}.`);
  if (!results.isFull)
    return print('docs/performance.md is unchanged: only a run of everything is written into it.');
  await writePerformancePage(summary);
  print('Written to docs/performance.md.');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.list) {
    for (const { name, pages } of options.scenarios) print(`${name.padEnd(14)} ${pages.join(', ')}`);
    return;
  }
  if (options.isFull) await checkPerformancePage();
  await report(options.results === null ? await measureAll(options) : await readResults(options.results));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
