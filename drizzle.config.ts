import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/hub/db/schema.ts', './src/hub/db/agent-tables.ts', './src/hub/db/search-tables.ts'],
  out: './src/hub/db/migrations',
});
