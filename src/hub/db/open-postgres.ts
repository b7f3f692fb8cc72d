import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool, type PoolClient } from 'pg';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../startup-error.ts';
import type { OpenDatabase } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import * as schema from './schema.ts';

/** The advisory lock that the one hub of a database holds: "sympos", in ASCII. */
const LOCK_KEY = 0x73796d706f73;
/** A hub that was killed holds its lock until the server has noticed: that long, in milliseconds, it is tried again. */
const LOCK_PATIENCE = 2_000;
const LOCK_INTERVAL = 100;

/**
 * A Postgres server, held for this hub alone: another would take over the runs of this one.
 * @param onError told when a connection is lost; the next query opens another
 * @throws StartupError where the server cannot be reached or used, or another hub holds the database
 */
export async function openPostgres(url: string, onError: (error: Error) => void): Promise<OpenDatabase> {
  const pool = new Pool({ connectionString: url });
  pool.on('error', onError);
  try {
    const holder = await pool.connect();
    holder.on('error', onError);
    await lockDatabase(holder);
    const db = drizzle(pool, { schema });
    await migrate(db, { migrationsFolder: packagePath(MIGRATIONS_FOLDER) });
    return {
      kind: 'postgres',
      db,
      async close() {
        holder.release(true); // with its connection the lock goes
        await pool.end();
      },
    };
  } catch (error) {
    void pool.end();
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The database that DATABASE_URL names cannot be used (${reasonOf(error)}): ` +
        'check the address, the user and its rights, and that the server runs.',
      { cause: error },
    );
  }
}

async function lockDatabase(holder: PoolClient): Promise<void> {
  for (let waited = 0; waited <= LOCK_PATIENCE; waited += LOCK_INTERVAL) {
    const { rows } = await holder.query<{ held: boolean }>(
      'select pg_try_advisory_lock($1::bigint) as held',
      [LOCK_KEY],
    );
    if (rows[0]?.held) return;
    await sleep(LOCK_INTERVAL);
  }
  holder.release(true);
  throw new StartupError(
    'Another hub holds the database that DATABASE_URL names: stop that one, or name another database.',
  );
}

/** Drizzle wraps the server's answer, and Node gathers one failure for each address that it tried. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof Error) return error.cause ? reasonOf(error.cause) : error.message;
  return String(error);
}
