import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const node = { environment: 'node', pool: 'forks' } as const;
/** Only the fast compiler for Postgres in WebAssembly: the other pays off where a hub lives longer than a test. */
const shortLived = ['--liftoff-only'];
/** For tests that open a hub. */
const migratedData = 'test/support/migrated-data.ts';
/** What holds the hub to a time. */
const TIMED = 'test/e2e/two-pages.test.ts';
const e2e = { ...node, globalSetup: migratedData, testTimeout: 120_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 1, // many wait more than they work
    projects: [
      { test: { ...node, name: 'protocol', include: ['test/protocol/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          ...node,
          name: 'hub',
          execArgv: shortLived,
          include: ['test/hub/**/*.test.ts'],
          globalSetup: migratedData,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: migratedData,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'app',
          environment: 'jsdom',
          include: ['test/{app,client}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/app/support/app-setup.ts'],
          css: { include: /\/tokens\.css/ }, // its colours are read
        },
      },
      {
        test: {
          ...e2e,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [TIMED],
          sequence: { groupOrder: 1 },
        },
      },
      // By itself: what people see in a second is not to be measured on a machine that is busy with tests.
      { test: { ...e2e, name: 'e2e-timed', include: [TIMED], sequence: { groupOrder: 2 } } },
    ],
  },
});
