import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { ensureAccount } from '../../../src/hub/db/accounts.ts';
import type { Database } from '../../../src/hub/db/database.ts';
import { openPglite } from '../../../src/hub/db/open-pglite.ts';
import { accounts } from '../../../src/hub/db/schema.ts';
import { StartupError } from '../../../src/hub/errors/startup-error.ts';
import { migrateTo } from '../../support/old-schema.ts';

let filledFolder: string;
let folder: string;
let database: string;

beforeAll(async () => {
  filledFolder = await mkdtemp(join(tmpdir(), 'symposium-filled-data-'));
  await cp(inject('migratedData').folder, filledFolder, { recursive: true });
  const { db, close } = await openPglite(filledFolder);
  for (let at = 0; at < 5; at++) await ensureAccount(db, `account_${at}`);
  await close();
});
afterAll(() => rm(filledFolder, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-data-'));
  database = join(folder, 'pglite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Fills the data folder with a database that has five accounts. */
async function fillFolder(): Promise<void> {
  await cp(filledFolder, folder, { recursive: true });
}

/** Returns all files of the data folder with their sizes, except the lock. */
async function filesOf(path: string): Promise<Map<string, number>> {
  const entries = await readdir(path, { recursive: true });
  const files = entries.filter((name) => name !== 'hub.lock').toSorted();
  return new Map(
    await Promise.all(files.map(async (name) => [name, (await stat(join(path, name))).size] as const)),
  );
}

async function refusal(): Promise<string> {
  const error: unknown = await openPglite(folder).then(
    () => new Error('It was opened.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  const { message } = error as Error;
  expect(message).not.toMatch(/\n|Aborted|ASSERTIONS/);
  return message;
}

async function pathOf(db: Database, table: string): Promise<string> {
  const { rows } = (await db.execute(sql`select pg_relation_filepath(${table}::regclass) as path`)) as {
    rows: { path: string }[];
  };
  return rows[0]!.path;
}

/** Changes an open database, or reads from it. */
async function inDatabase<Result>(
  work: (db: Database & { $client: PGlite }) => Promise<Result>,
): Promise<Result> {
  const { db, close } = await openPglite(folder);
  const result = await work(db as Database & { $client: PGlite });
  await close();
  return result;
}

describe('a data folder that is neither empty nor complete is refused, and not changed', () => {
  const remove = (...parts: string[]) => rm(join(database, ...parts), { recursive: true });
  const onlyFile = async (path: string) => {
    await rm(database, { recursive: true });
    await writeFile(path, 'x');
  };

  it.each<[name: string, damage: () => Promise<unknown>, says: string]>([
    ['without PG_VERSION', () => remove('PG_VERSION'), 'incomplete (PG_VERSION missing)'],
    ['without its control file', () => remove('global/pg_control'), 'incomplete (global/pg_control missing)'],
    ['without its tables', () => remove('base'), 'incomplete (base missing)'],
    ['without its log', () => remove('pg_wal'), 'incomplete (pg_wal missing)'],
    [
      'with an empty log',
      async () => {
        await remove('pg_wal');
        await mkdir(join(database, 'pg_wal'));
      },
      'incomplete (all of pg_wal missing)',
    ],
    [
      'half created',
      async () => {
        await rm(database, { recursive: true });
        await mkdir(join(database, 'base'), { recursive: true });
      },
      'incomplete (PG_VERSION, global/pg_control, pg_wal, pg_xact, postgresql.conf missing)',
    ],
    ['without its configuration', () => remove('postgresql.conf'), 'incomplete (postgresql.conf missing)'],
    ['of a newer Postgres', () => writeFile(join(database, 'PG_VERSION'), '19\n'), 'is of Postgres 19'],
    ['of an older Postgres', () => writeFile(join(database, 'PG_VERSION'), '17\n'), 'is of Postgres 17'],
    [
      'with a truncated control file',
      () => truncate(join(database, 'global/pg_control'), 100),
      'read 100 of 296',
    ],
    ['that is a file', () => onlyFile(database), 'is a file'],
    [
      'that is a database itself',
      async () => {
        for (const name of await readdir(database)) await rename(join(database, name), join(folder, name));
        await rm(database, { recursive: true });
      },
      'is itself a database folder',
    ],
    [
      'with only a copy',
      () => rename(database, join(folder, 'pglite.before-0007_search')),
      'pglite.before-0007_search to "pglite"',
    ],
  ])('%s', async (_, damage, says) => {
    await fillFolder();
    await damage();
    const before = await filesOf(folder);
    const message = await refusal();
    expect(message).toContain(says);
    expect(message).toContain(folder);
    if (!says.startsWith('read')) expect(await filesOf(folder)).toEqual(before);
    const after = await filesOf(folder);
    for (const name of before.keys()) expect(after.has(name), name).toBe(true);
  });

  it.each([
    ['accounts', 'could not read block'],
    ['accounts_pkey', 'could not read block'],
    ['drizzle.__drizzle_migrations', 'is incomplete'],
  ])('with a truncated file: %s', async (table, says) => {
    await fillFolder();
    const path = await inDatabase((db) => pathOf(db, table));
    await truncate(join(database, path), 0);
    expect(await refusal()).toContain(says);
  });

  it('with the schema of a newer version', async () => {
    await fillFolder();
    await inDatabase(({ $client }) =>
      $client.exec(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`),
    );
    expect(await refusal()).toContain('was migrated by a newer version of Symposium');
  });
});

describe('a data folder', () => {
  it('that is empty gets a database, which is created under another name first', async () => {
    await inDatabase((db) => ensureAccount(db, 'account_1'));
    expect((await readdir(folder)).toSorted()).toEqual(['hub.lock', 'pglite']);
    expect(await inDatabase((db) => db.select({ id: accounts.id }).from(accounts))).toEqual([
      { id: 'account_1' },
    ]);
  });

  it('with an unfinished database starts again: its name shows that it was never complete', async () => {
    await mkdir(join(folder, 'pglite.new/base'), { recursive: true });
    await mkdir(database);
    await inDatabase((db) => ensureAccount(db, 'account_1'));
    expect((await readdir(folder)).toSorted()).toEqual(['hub.lock', 'pglite']);
  });
});

describe('before a migration', () => {
  let oldFolder: string;

  beforeAll(async () => {
    oldFolder = await mkdtemp(join(tmpdir(), 'symposium-old-data-'));
    await cp(inject('migratedData').folder, oldFolder, { recursive: true });
    const client = await PGlite.create({ dataDir: join(oldFolder, 'pglite') });
    await migrateTo(client, 7);
    await client.exec(`insert into accounts (id) values ('account_1')`);
    await client.close();
  });
  afterAll(() => rm(oldFolder, { recursive: true }));

  /** Fills the data folder with a database that lacks the migrations from 0007 on. */
  async function fillWithOldDatabase(): Promise<void> {
    await cp(oldFolder, folder, { recursive: true });
  }

  it('the database is copied, and the copy can replace it', async () => {
    await fillWithOldDatabase();
    const told: string[] = [];
    const { close } = await openPglite(folder, { onCopy: (path) => told.push(path) });
    await close();
    const copy = join(folder, 'pglite.before-0007_search');
    expect(told).toEqual([copy]);
    await rm(database, { recursive: true });
    await rename(copy, database);
    const again: string[] = [];
    const second = await openPglite(folder, { onCopy: (path) => again.push(path) });
    expect(await second.db.select({ id: accounts.id }).from(accounts)).toEqual([{ id: 'account_1' }]);
    await second.close();
    expect(again, 'it was as it had been').toEqual([copy]);
  });

  it('only the two newest copies stay, and no incomplete one', async () => {
    await fillWithOldDatabase();
    for (const name of ['0001_a', '0002_b', '0003_c.new']) await mkdir(join(folder, `pglite.before-${name}`));
    await (await openPglite(folder)).close();
    const copies = (await readdir(folder)).filter((name) => name.startsWith('pglite.'));
    expect(copies.toSorted()).toEqual(['pglite.before-0002_b', 'pglite.before-0007_search']);
  });

  it('no copy is made without a migration, of a new database, or if copies are off', async () => {
    const told: string[] = [];
    const onCopy = (path: string) => void told.push(path);
    await (await openPglite(folder, { onCopy })).close();
    await (await openPglite(folder, { onCopy })).close();
    await rm(database, { recursive: true });
    await fillWithOldDatabase();
    await (await openPglite(folder, { onCopy, keepsCopy: false })).close();
    expect(told).toEqual([]);
    expect(existsSync(join(folder, 'pglite.before-0007_search'))).toBe(false);
  });
});
