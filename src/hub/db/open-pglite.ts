import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../startup-error.ts';
import { ALWAYS_THERE } from './availability.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import type { OpenDatabase } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import * as schema from './schema.ts';
import { yieldingClient } from './yielding-client.ts';

/**
 * The embedded Postgres, in a folder that it makes if need be.
 * @throws StartupError where the folder cannot be used
 */
export async function openPglite(folder: string): Promise<OpenDatabase> {
  const unlock = lockDataFolder(folder);
  try {
    const client = await PGlite.create({ dataDir: join(folder, 'pglite') });
    const db = drizzle(yieldingClient(client), { schema });
    await migrate(db, { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
    return {
      kind: 'pglite',
      db,
      availability: ALWAYS_THERE,
      async close() {
        await client.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw new StartupError(
      `The database in ${folder} cannot be opened (${(error as Error).message}): ` +
        'set DATA_DIR to another folder, or restore this one from a copy.',
      { cause: error },
    );
  }
}
