import { parseArgs } from 'node:util';
import { CONTESTANTS } from './contestants.ts';
import { quick, SCENARIOS, type Scenario } from './scenarios.ts';

/** The options of the command. */
export interface Options {
  scenarios: readonly Scenario[];
  /** Names of pages. A scenario may not have all of them. */
  pages: readonly string[];
  /** Number of measurements of each page in each scenario. */
  runs: number;
  /** Whether everything is measured, often enough for docs/performance.md. */
  isFull: boolean;
  list: boolean;
  /** A file of results. Its tables are written instead of measuring. */
  results: string | null;
}

const RUNS = 5;

/**
 * Reads the command line.
 * @throws Error if an option is wrong
 */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', multiple: true },
      page: { type: 'string', multiple: true },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      results: { type: 'string' },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 1 : RUNS));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1 on.');
  const names = SCENARIOS.map(({ name }) => name);
  const allPages = CONTESTANTS.map(({ name }) => name);
  const chosen = chosenOf('--scenario', values.scenario, names);
  const scenarios = SCENARIOS.filter(({ name }) => chosen.includes(name));
  return {
    scenarios: values.quick ? scenarios.map(quick) : scenarios,
    pages: chosenOf('--page', values.page, allPages),
    runs,
    isFull: !values.scenario && !values.page && !values.quick && runs >= RUNS,
    list: values.list,
    results: values.results ?? null,
  };
}

function chosenOf(option: string, chosen: string[] | undefined, all: string[]): string[] {
  for (const name of chosen ?? []) {
    if (!all.includes(name)) throw new Error(`${option} knows no "${name}", but ${all.join(', ')}.`);
  }
  return chosen ?? all;
}
