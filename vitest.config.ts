import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** After so long something hangs, in milliseconds, however busy the machine is. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };
const node = { environment: 'node', pool: 'forks' } as const;
/** Only the fast compiler for Postgres in WebAssembly: the other pays off where a hub lives longer than a test. */
const shortLived = ['--liftoff-only'];
/** For tests that open a hub. */
const migratedData = 'test/support/migrated-data.ts';
/** The program for agents in TypeScript, built once for all: to compile its source takes each agent most of a second. */
const builtProgram = fileURLToPath(new URL('test/support/built-program-files.ts', import.meta.url));
/** What holds the hub to a time. */
const TIMED = 'test/e2e/two-pages.test.ts';
const LOAD = 'test/hub/load/**/*.test.ts';
/** For tests in a browser, which they share. */
const e2e = {
  pool: 'forks',
  environment: './test/support/worker-environment.ts',
  globalSetup: migratedData,
  ...patient,
} as const;

/** What replaces modules or the clock, which others use, too. */
const MOCKING = [
  'test/app/markdown/serve-colours.test.ts',
  'test/hub/agents/agent-output.test.ts',
  'test/hub/providers/practice.test.ts',
  'test/hub/runner/end-tried-again.test.ts',
  'test/hub/runner/run-progress.test.ts',
];
/**
 * The files of a project that a worker runs share its process, with all that is loaded in it: to load the client, a
 * database or a browser takes longer than most files. What a file changes in it, it changes back.
 */
const sharing = { isolate: false };

/** What takes longest. Begun last, one of these would be waited for by all. */
const LONGEST = /\/test\/(hub\/(faults\/|server|fan-out\/backpressure)|e2e\/(accessible|eight-tabs|long))/;

/** One project after the other, because only files of the same one share a process; in each the longest first. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const place = ({ project }: TestSpecification) => PROJECTS.indexOf(project.name);
    const rank = ({ moduleId }: TestSpecification) => (LONGEST.test(moduleId) ? 0 : 1);
    const sorted = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- it is no array's
    return sorted.toSorted((a, b) => group(a) - group(b) || place(a) - place(b) || rank(a) - rank(b));
  }
}

/** In the order in which they are run. */
const PROJECTS = ['mocking', 'hub', 'cli', 'pageless', 'app', 'e2e', 'e2e-timed', 'load'];

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 1, // many wait more than they work
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...node,
          name: 'mocking',
          include: MOCKING,
          globalSetup: migratedData,
          setupFiles: ['test/support/no-complaints.ts'],
          ...patient,
        },
      },
      {
        test: {
          ...node,
          ...sharing,
          name: 'pageless',
          include: ['test/{protocol,client,app}/**/*.test.ts'],
          exclude: MOCKING,
          setupFiles: ['test/support/no-complaints.ts'],
          css: { include: /\/(tokens|styles|tailwindcss\/index)\.css/ }, // what they define is read
          ...patient,
        },
      },
      {
        resolve: { alias: [{ find: /^.*\/program-files\.ts$/, replacement: builtProgram }] },
        test: {
          ...node,
          ...sharing,
          name: 'hub',
          execArgv: shortLived,
          include: ['test/hub/**/*.test.ts'],
          exclude: [LOAD, ...MOCKING],
          globalSetup: [migratedData, 'test/support/agent-program.ts'],
          ...patient,
        },
      },
      {
        test: {
          ...node,
          ...sharing,
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: migratedData,
          ...patient,
        },
      },
      {
        plugins: [react()],
        test: {
          ...sharing,
          name: 'app',
          environment: 'jsdom',
          include: ['test/app/**/*.test.tsx'],
          setupFiles: ['test/support/no-complaints.ts', 'test/app/support/app-setup.ts'],
          ...patient,
        },
      },
      {
        test: {
          ...e2e,
          ...sharing,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [TIMED],
          sequence: { groupOrder: 1 },
        },
      },
      // Each by itself: what people see in a second is not to be measured on a machine that is busy with tests.
      { test: { ...e2e, name: 'e2e-timed', include: [TIMED], sequence: { groupOrder: 2 } } },
      { test: { ...e2e, name: 'load', include: [LOAD], sequence: { groupOrder: 3 } } },
    ],
  },
});
