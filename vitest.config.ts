import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Timeouts in milliseconds, for tests that hang: long enough for a busy machine. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };
const node = { environment: 'node', pool: 'forks' } as const;
/** Only the fast compiler for Postgres in WebAssembly: the optimizing one pays off in a hub that runs for longer. */
const shortLived = ['--liftoff-only'];
/** For tests that open a hub. */
const migratedData = 'test/support/migrated-data.ts';
const chromiumProgram = 'test/support/chromium-program.ts';
/** The program for agents in TypeScript, built once for all tests: compiling its source takes each agent most of a second. */
const builtProgram = fileURLToPath(new URL('test/support/built-program-files.ts', import.meta.url));
/** Tests that measure what a person sees within a second: they run alone. */
const TIMED = 'test/e2e/two-pages.test.ts';
const LOAD = 'test/hub/load/**/*.test.ts';
/** For tests in a browser. */
const e2e = {
  pool: 'forks' as const,
  environment: './test/support/worker-environment.ts',
  globalSetup: [migratedData, chromiumProgram],
  ...patient,
};
/** For tests in a page of jsdom. */
const page = {
  environment: 'jsdom',
  setupFiles: ['test/support/no-complaints.ts', 'test/app/support/app-setup.ts'],
  ...patient,
};

/** Tests that need a process of their own: they replace modules or all timers, or count the steps of code that must not have run before. */
const ISOLATED = [
  'test/app/markdown/hostile-work.test.ts',
  'test/app/markdown/highlighting/serve-highlighting.test.ts',
  'test/app/runs/many-messages.test.ts',
  'test/hub/agents/agent-output.test.ts',
  'test/hub/providers/practice.test.ts',
  'test/hub/runner/end-tried-again.test.ts',
  'test/hub/runner/run-progress.test.ts',
];
const ISOLATED_PAGES = ['test/app/markdown/hostile-view.test.tsx'];
/**
 * The files of a project that a worker runs share its process and everything that is loaded in it: loading the client,
 * a database or a browser takes longer than most files. A test undoes what it changes in the process.
 */
const sharing = { isolate: false };

/** The tests of the hub that start neither a database nor a process. */
const PURE_HUB = [
  'test/hub/admission/!(admit-requests).test.ts',
  'test/hub/config/origin-list.test.ts',
  'test/hub/http/limits/{connections,one-at-a-time}.test.ts',
  'test/hub/http/page/page-policy.test.ts',
  'test/hub/http/security/!(origin-rules).test.ts',
  'test/hub/limits/{allowance,limiter}.test.ts',
  'test/hub/observability/!(logger).test.ts',
  'test/hub/providers/**/!(model-servers).test.ts',
  'test/hub/versions/*.test.ts',
];

/** The files that take longest. One that starts last would make the others wait. */
const LONGEST = new RegExp(
  [
    'e2e/(accessible|busy-model|eight-tabs|long|thread-list)',
    'hub/(faults/|server|db/data-folder|agents/(agent-limits|module-endings)|fan-out/backpressure)',
    'hub/(hostile-texts|providers/model-servers)',
    'cli/(agent-run|interactive|threads)',
    'app/.*(hostile|markdown-streaming|endings|long-conversations)',
  ].join('|'),
);

/** One project after the other, because only files of the same project share a process; in each the longest first. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const place = ({ project }: TestSpecification) => PROJECTS.indexOf(project.name);
    const rank = ({ moduleId }: TestSpecification) => (LONGEST.test(moduleId) ? 0 : 1);
    const sorted = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- not an array's
    return sorted.toSorted((a, b) => group(a) - group(b) || place(a) - place(b) || rank(a) - rank(b));
  }
}

/** In the order in which they run: first those that wait most, last those whose files are short. */
const PROJECTS = ['e2e', 'hub', 'cli', 'isolated', 'isolated-pages', 'pageless', 'app', 'e2e-timed', 'load'];

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 2, // many wait more than they work
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...node,
          name: 'isolated',
          execArgv: shortLived,
          include: ISOLATED,
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
          include: ['test/{protocol,client,app,docs}/**/*.test.ts', ...PURE_HUB],
          exclude: ISOLATED,
          setupFiles: ['test/support/no-complaints.ts'],
          css: { include: /\/(tokens|styles|growing-textarea|tailwindcss\/index)\.css/ }, // what they define is read
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
          exclude: [LOAD, ...ISOLATED, ...PURE_HUB],
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
        test: { ...page, name: 'isolated-pages', include: ISOLATED_PAGES },
      },
      {
        plugins: [react()],
        test: {
          ...page,
          ...sharing,
          name: 'app',
          include: ['test/app/**/*.test.tsx'],
          exclude: ISOLATED_PAGES,
        },
      },
      {
        test: {
          ...e2e,
          ...sharing,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [TIMED],
        },
      },
      { test: { ...e2e, name: 'e2e-timed', include: [TIMED], sequence: { groupOrder: 1 } } },
      { test: { ...e2e, name: 'load', include: [LOAD], sequence: { groupOrder: 2 } } },
    ],
  },
});
