import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool } from 'pg';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../startup-error.ts';
import type { OpenDatabase } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import * as schema from './schema.ts';

/**
 * A Postgres server.
 * @param onError told when an idle connection is lost; the next query opens another
 * @throws StartupError where the server cannot be reached or used
 */
export async function openPostgres(url: string, onError: (error: Error) => void): Promise<OpenDatabase> {
  const pool = new Pool({ connectionString: url });
  pool.on('error', onError);
  try {
    const db = drizzle(pool, { schema });
    await migrate(db, { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
    return { kind: 'postgres', db, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw new StartupError(
      `The database that DATABASE_URL names cannot be used (${reasonOf(error)}): ` +
        'check the address, the user and its rights, and that the server runs.',
      { cause: error },
    );
  }
}

/** Drizzle wraps the server's answer, and Node gathers one failure for each address that it tried. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof Error) return error.cause ? reasonOf(error.cause) : error.message;
  return String(error);
}
