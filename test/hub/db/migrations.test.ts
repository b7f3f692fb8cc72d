import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS_FOLDER } from '../../../src/hub/db/migrations-folder.ts';
import { packagePath } from '../../../src/hub/package-root.ts';

const MIGRATIONS = packagePath(MIGRATIONS_FOLDER);

let folder: string;
let client: PGlite;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-migrations-'));
  client = await PGlite.create();
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

/** Brings the database to where it was after so many migrations. */
async function migrateTo(count: number): Promise<void> {
  await cp(MIGRATIONS, folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: object[] };
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  await migrate(drizzle(client), { migrationsFolder: folder });
}

it('threads from before they were listed by activity go by what was last said or run in them', async () => {
  await migrateTo(2);
  await client.exec(`
    insert into accounts (id) values ('a');
    insert into threads (id, account_id, created_at, metadata) values
      ('empty', 'a', '2026-01-02', '{}'), ('spoken', 'a', '2026-01-01', '{}'), ('run', 'a', '2026-01-01', '{}'),
      ('older', 'a', '2026-01-01', '{}'), ('twin', 'a', '2026-01-01', '{}');
    insert into messages (id, thread_id, role, text, metadata, created_at, ended_at) values
      ('m1', 'spoken', 'user', '"x"', '{}', '2026-01-03', '2026-01-03'),
      ('m2', 'spoken', 'user', '"x"', '{}', '2026-01-05', '2026-01-06');
    insert into runs (id, thread_id, assistant_id, status, metadata, created_at, expires_at) values
      ('r1', 'run', 'agent', 'failed', '{}', '2026-01-04', '2026-01-04');
  `);
  await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  await client.exec(`insert into threads (id, account_id, metadata) values ('new', 'a', '{}')`);
  const { rows } = await client.query<{ id: string; day: string }>(
    `select id, active_at::date::text as day from threads order by activity desc`,
  );
  expect(rows.map(({ id }) => id)).toEqual(['new', 'spoken', 'run', 'empty', 'twin', 'older']);
  const days = rows.slice(1).map(({ day }) => day);
  expect(days).toEqual(['2026-01-06', '2026-01-04', '2026-01-02', '2026-01-01', '2026-01-01']);
});
