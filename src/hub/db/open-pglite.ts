import { rename } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../errors/startup-error.ts';
import { ALWAYS_AVAILABLE } from './availability.ts';
import { checkTables } from './check-tables.ts';
import { inspectDataFolder, unfinished, type DataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import type { OpenDatabase } from './database.ts';
import { copyDatabase } from './copy-before-migration.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { missingMigrations } from './missing-migrations.ts';
import * as schema from './schema.ts';
import { yieldingClient } from './yielding-client.ts';

/** Options of the embedded Postgres. */
interface OpenPgliteOptions {
  /** Whether the database is copied before a new version migrates it. */
  keepsCopy?: boolean;
  /** Called with the path of that copy. */
  onCopy?: (path: string) => void;
  /**
   * Called when Postgres panics, with a message for the operator. The callback must end the process, because Postgres
   * runs in this process and may never return.
   */
  onPanic?: (reason: string) => void;
}

/**
 * Opens the embedded Postgres in a folder, which is created if needed.
 * @throws StartupError if the folder cannot be used; it is then unchanged
 */
export async function openPglite(
  path: string,
  { keepsCopy = true, onCopy, onPanic }: OpenPgliteOptions = {},
): Promise<OpenDatabase> {
  const unlock = lockDataFolder(path);
  let isOpen = false;
  const last: { client: PGlite | null; error: string } = { client: null, error: '' };

  async function open(dataDir: string): Promise<PGlite> {
    last.client = await PGlite.create({
      dataDir,
      onStderr(text) {
        last.error = reasonIn(text) ?? last.error;
        if (isOpen && text.includes('PANIC:')) onPanic?.(stopped(path, last.error));
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
    await opened.close(); // only the copy of a closed database is consistent
    const copy = await copyDatabase(folder, first);
    onCopy?.(copy);
    return migrated(await open(folder.database));
  }

  /**
   * Creates the database under another name first, so that an interrupted start never leaves an incomplete
   * database.
   */
  async function create({ database }: DataFolder): Promise<void> {
    const created = await migrated(await open(unfinished(database)));
    await created.close();
    await rename(unfinished(database), database);
  }

  try {
    const folder = inspectDataFolder(path);
    if (!folder.hasDatabase) await create(folder);
    const opened = await openMigrated(folder);
    const db = drizzle(yieldingClient(opened), { schema });
    await checkTables(db);
    isOpen = true;
    return {
      kind: 'pglite',
      db,
      availability: ALWAYS_AVAILABLE,
      async close() {
        await opened.close();
        unlock();
      },
    };
  } catch (error) {
    await last.client?.close().catch(() => undefined); // it cannot be used
    unlock();
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The database in ${path} cannot be opened (${last.error || reasonOf(error)}) and was not changed: ` +
        'restore it from a copy, or set DATA_DIR to an empty folder.',
      { cause: error },
    );
  }
}

/**
 * Returns the message for a panic of Postgres. Everything that Postgres has committed is still there after a restart.
 */
function stopped(path: string, lastError: string): string {
  return `The database in ${path} has stopped (${lastError}), so the hub exits: fix the cause, then start the hub again.`;
}

async function migrated(client: PGlite): Promise<PGlite> {
  await migrate(drizzle(client), { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
  return client;
}

/** Returns the reason in a text that Postgres writes to standard error; null if there is none. */
function reasonIn(text: string): string | null {
  return /(?:FATAL|PANIC|ERROR): +(.*)/.exec(text)?.[1]?.trim() ?? null;
}

/** Returns the message of the database's error, which Drizzle wraps. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? reasonOf(cause) : message;
}
