import { defineConfig } from 'vitest/config';

/** Pictures of every screen, for docs/screenshots: `npm run screenshots`. */
export default defineConfig({
  test: {
    include: ['test/screens/screenshots.ts'],
    globalSetup: 'test/support/migrated-data.ts',
    environment: 'node',
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
