import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const node = { environment: 'node', pool: 'forks' } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: 'protocol', include: ['test/protocol/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'hub',
          include: ['test/{agents,hub}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'app',
          environment: 'jsdom',
          include: ['test/app/**/*.test.{ts,tsx}'],
          setupFiles: ['test/app/support/app-setup.ts'],
          css: { include: /\/tokens\.css/ }, // its colours are read
        },
      },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          // After all others: what people see in a second is not to be measured on a machine that is busy with tests.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
