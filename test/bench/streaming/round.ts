import { mkdtemp, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHub } from '../hub/processes.ts';
import type { Browser } from './browser.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { measure, type Bench } from './measure.ts';
import type { Measurement } from './measurement.ts';
import type { DocumentModel } from './model.ts';
import type { Result } from './results.ts';
import { quick, type Scenario } from './scenarios.ts';

const AGENTS = fileURLToPath(new URL('agents', import.meta.url));

/** How a scenario is measured. */
interface ScenarioRuns {
  browser: Browser;
  model: DocumentModel;
  runs: number;
  /** Restricts the pages of the scenario to these. */
  pages: readonly string[];
  onMeasured(page: string, run: number, measurement: Measurement): void;
}

/**
 * Measures the pages of a scenario, each once per round, so that other load of the machine affects all of them. Each
 * round starts with another page. One hub serves them all.
 */
export async function runScenario(scenario: Scenario, options: ScenarioRuns): Promise<Result[]> {
  const contestants = CONTESTANTS.filter(
    ({ name }) => scenario.pages.includes(name) && options.pages.includes(name),
  );
  const results = contestants.map(({ name }): Result => ({ scenario, page: name, measurements: [] }));
  if (results.length === 0) return [];
  const dataDir = await mkdtemp(join(tmpdir(), 'symposium-bench-'));
  const hub = await startHub({
    PORT: '0',
    DATA_DIR: dataDir,
    AGENTS_DIR: AGENTS,
    MODEL_BASE_URL: options.model.url,
    MODEL_NAME: 'known-document',
    MODEL_TITLES: 'off',
    LOG_LEVEL: 'warn',
  });
  setPriority(hub.pid, constants.priority.PRIORITY_BELOW_NORMAL); // in place of another machine
  const bench: Bench = { browser: options.browser, model: options.model, hubUrl: hub.url };
  try {
    await measure(bench, contestants[0]!, { ...quick(scenario), history: 0, hidden: false }); // warms the hub up
    for (let run = 0; run < options.runs; run++) {
      for (let at = 0; at < contestants.length; at++) {
        const turn = (at + run) % contestants.length;
        const measurement = await measureTwice(bench, contestants[turn]!, scenario);
        results[turn]?.measurements.push(measurement);
        options.onMeasured(contestants[turn]!.name, run, measurement);
      }
    }
  } finally {
    await hub.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return results;
}

/** Retries a failed measurement once, so that one failure does not cost an hour of measuring. */
async function measureTwice(bench: Bench, contestant: Contestant, scenario: Scenario): Promise<Measurement> {
  try {
    return await measure(bench, contestant, scenario);
  } catch {
    bench.model.abandon();
    return measure(bench, contestant, scenario);
  }
}
