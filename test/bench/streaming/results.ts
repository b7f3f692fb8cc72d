import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { medianOf, type Measurement } from './measurement.ts';
import type { Scenario } from './scenarios.ts';

/** The measurements of a page in a scenario. */
export interface Result {
  scenario: Scenario;
  /** The page's name. */
  page: string;
  measurements: Measurement[];
}

/** All measurements. */
export interface Results {
  date: string;
  browser: string;
  node: string;
  processor: string;
  /** Whether everything was measured, and often enough. */
  isFull: boolean;
  results: Result[];
}

const FOLDER = new URL('results/', import.meta.url);

/** Returns empty results. */
export function emptyResults(browser: string, isFull: boolean): Results {
  const [first] = cpus();
  return {
    date: new Date().toISOString(),
    browser,
    node: process.version,
    processor: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    isFull,
    results: [],
  };
}

/** Returns the medians of a page in a scenario; null if it was not measured. */
export function medianIn(results: Results, scenario: string, page: string): Measurement | null {
  const found = results.results.find((result) => result.scenario.name === scenario && result.page === page);
  return found && found.measurements.length > 0 ? medianOf(found.measurements) : null;
}

/** Writes a file into the folder of results and returns its path. */
export async function writeResult(name: string, text: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const path = fileURLToPath(new URL(name, FOLDER));
  await writeFile(path, text);
  return path;
}

/** Reads earlier results. */
export async function readResults(path: string): Promise<Results> {
  return JSON.parse(await readFile(path, 'utf8')) as Results;
}
