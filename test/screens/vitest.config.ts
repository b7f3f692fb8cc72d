import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Pictures of every screen, for docs/screenshots: `npm run screenshots`. */
export default defineConfig({
  test: {
    include: ['test/screens/screenshots.ts'],
    globalSetup: 'test/support/migrated-data.ts',
    environment: fileURLToPath(new URL('../support/worker-environment.ts', import.meta.url)),
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
