import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { MIGRATIONS_FOLDER } from '../../src/hub/db/migrations-folder.ts';
import { packagePath } from '../../src/hub/package-root.ts';

const EMPTY = `
  drop schema if exists drizzle cascade;
  drop schema public cascade;
  create schema public;
`;

/** Empties the database and runs only the first `count` migrations, which gives it the schema of an older version. */
export async function migrateTo(client: PGlite, count: number): Promise<void> {
  await client.exec(EMPTY);
  const folder = await mkdtemp(join(tmpdir(), 'symposium-migrations-'));
  await cp(packagePath(MIGRATIONS_FOLDER), folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: object[] };
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  await migrate(drizzle(client), { migrationsFolder: folder });
  await rm(folder, { recursive: true });
}
