import { rename } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../errors/startup-error.ts';
import { ALWAYS_THERE } from './availability.ts';
import { checkTables } from './check-tables.ts';
import { inspectDataFolder, unfinished, type DataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import type { OpenDatabase } from './database.ts';
import { keepCopy } from './copy-before-migration.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { missingMigrations } from './missing-migrations.ts';
import * as schema from './schema.ts';
import { yieldingClient } from './yielding-client.ts';

/** How the embedded Postgres is opened. */
interface OpenPgliteOptions {
  /** Whether a copy of the database is kept before it is changed for a new version. */
  keepsCopy?: boolean;
  /** Told where that copy is. */
  onCopy?: (path: string) => void;
  /**
   * Called where Postgres gives itself up, with what to tell the operator. It is to end the process: Postgres, which is
   * in this one, may not return from where it is.
   */
  onPanic?: (reason: string) => void;
}

/**
 * The embedded Postgres, in a folder that it makes if need be.
 * @throws StartupError where the folder cannot be used; it is then as it was
 */
export async function openPglite(
  path: string,
  { keepsCopy = true, onCopy, onPanic }: OpenPgliteOptions = {},
): Promise<OpenDatabase> {
  const unlock = lockDataFolder(path);
  let isOpen = false;
  const last: { client: PGlite | null; complaint: string } = { client: null, complaint: '' };

  async function open(dataDir: string): Promise<PGlite> {
    last.client = await PGlite.create({
      dataDir,
      onStderr(text) {
        last.complaint = reasonIn(text) ?? last.complaint;
        if (isOpen && text.includes('PANIC:')) onPanic?.(stopped(path, last.complaint));
        return false;
      },
    });
    return last.client;
  }

  async function openMigrated(folder: DataFolder): Promise<PGlite> {
    const opened = await open(folder.database);
    const { missing, isNew } = await missingMigrations(drizzle(opened), `in ${folder.path}`);
    const [first] = missing;
    if (first === undefined) return opened;
    if (!keepsCopy || isNew) return migrated(opened);
    await opened.close(); // a copy is whole only of a database that is closed
    const copy = await keepCopy(folder, first);
    onCopy?.(copy);
    return migrated(await open(folder.database));
  }

  /** Makes it aside, so that what is cut short is never taken for a database. */
  async function make({ database }: DataFolder): Promise<void> {
    const made = await migrated(await open(unfinished(database)));
    await made.close();
    await rename(unfinished(database), database);
  }

  try {
    const folder = inspectDataFolder(path);
    if (!folder.hasDatabase) await make(folder);
    const opened = await openMigrated(folder);
    const db = drizzle(yieldingClient(opened), { schema });
    await checkTables(db);
    isOpen = true;
    return {
      kind: 'pglite',
      db,
      availability: ALWAYS_THERE,
      async close() {
        await opened.close();
        unlock();
      },
    };
  } catch (error) {
    await last.client?.close().catch(() => undefined); // it is no use as it is
    unlock();
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The database in ${path} cannot be opened (${last.complaint || reasonOf(error)}), and stays as it is: ` +
        'restore it from a copy, or set DATA_DIR to an empty folder.',
      { cause: error },
    );
  }
}

/** Why the hub ends where Postgres has given itself up. What it has written is whole, and is there after a restart. */
function stopped(path: string, complaint: string): string {
  return `The database in ${path} had to stop (${complaint}), and the hub with it: see to that, and start the hub again.`;
}

async function migrated(client: PGlite): Promise<PGlite> {
  await migrate(drizzle(client), { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
  return client;
}

/** Why Postgres fails, as it says on its standard error. */
function reasonIn(text: string): string | null {
  return /(?:FATAL|PANIC|ERROR): +(.*)/.exec(text)?.[1]?.trim() ?? null;
}

/** Drizzle wraps the database's answer. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? reasonOf(cause) : message;
}
