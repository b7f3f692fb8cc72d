import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Pictures for docs: `npm run screenshots` of every screen, `npm run recording` of a reply. */
export default defineConfig({
  test: {
    include: ['test/screens/{screenshots,recording}.ts'],
    globalSetup: 'test/support/migrated-data.ts',
    environment: fileURLToPath(new URL('../support/worker-environment.ts', import.meta.url)),
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
