import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';
import { MIGRATIONS_FOLDER } from '../../src/hub/db/migrations-folder.ts';
import { openPglite } from '../../src/hub/db/open-pglite.ts';
import { packagePath } from '../../src/hub/package-root.ts';

/** The data of a hub that has started once and has not had a request. */
interface MigratedData {
  /** The data folder of such a hub, to copy. */
  folder: string;
  /** The same database as one tar file, to load into memory. */
  archive: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    migratedData: MigratedData;
  }
}

const CACHE = packagePath('node_modules/.cache/symposium-migrated-data');

/**
 * Makes one database for all tests, which start from copies of it: making one takes seconds, copying it a fraction of
 * a second. It is kept until this file, the migrations or PGlite change.
 */
export default async function setUp(project: TestProject): Promise<void> {
  const kept = join(CACHE, await fingerprint());
  if (!existsSync(kept)) await make(kept);
  project.provide('migratedData', dataIn(kept));
}

function dataIn(place: string): MigratedData {
  return { folder: join(place, 'folder'), archive: join(place, 'archive.tar') };
}

/** A hash of everything that the database depends on. */
async function fingerprint(): Promise<string> {
  const folder = packagePath(MIGRATIONS_FOLDER);
  const migrations = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const hash = createHash('sha256');
  hash.update(await readFile(packagePath('node_modules/@electric-sql/pglite/package.json')));
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  for (const name of migrations) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Makes the database in another folder and then renames that, so that an interrupted or a second run does no harm. */
async function make(place: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, 'making-'));
  const { folder, archive } = dataIn(aside);
  const { db, close } = await openPglite(folder);
  const { $client } = db as typeof db & { $client: PGlite };
  await makeSmall($client);
  const dump = await $client.dumpDataDir('none');
  await writeFile(archive, Buffer.from(await dump.arrayBuffer()));
  await close();
  await rename(aside, place).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  });
}

/** Databases of Postgres that a hub does not use. Without them there are 460 files to copy instead of 1,060. */
const UNUSED = ['template0', 'template1'];

/** Makes a database cheaper to copy and to start. */
async function makeSmall(client: PGlite): Promise<void> {
  for (const name of UNUSED) {
    await client.exec(`update pg_database set datistemplate = false where datname = '${name}'`);
    await client.exec(`drop database ${name}`);
  }
  await client.exec(`alter system set shared_buffers = '16MB'`); // each start clears this memory
}
