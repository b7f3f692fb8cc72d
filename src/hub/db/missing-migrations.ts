import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Database } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';

/** The migrations that a database lacks. */
export interface MissingMigrations {
  /** Their names, in order. */
  missing: string[];
  /** Whether the database has no schema yet. */
  isNew: boolean;
}

/**
 * Returns the migrations that a database lacks.
 * @param where describes the database in error messages, such as `in /data`
 * @throws StartupError if the database has a migration that this version does not know, or is incomplete
 */
export async function missingMigrations(db: Database, where: string): Promise<MissingMigrations> {
  const known = knownMigrations();
  const last = await lastMigration(db);
  if (last !== null && last > (known.at(-1)?.when ?? 0)) {
    throw new StartupError(
      `The database ${where} was migrated by a newer version of Symposium: start that version, or restore a copy from before.`,
    );
  }
  if (last === null && (await exists(db, 'public.threads'))) {
    throw new StartupError(
      `The database ${where} is incomplete (its version is unknown): restore it from a copy, or choose another database.`,
    );
  }
  const missing = known.filter(({ when }) => last === null || when > last).map(({ tag }) => tag);
  return { missing, isNew: last === null };
}

function knownMigrations(): { tag: string; when: number }[] {
  const path = join(packagePath(MIGRATIONS_FOLDER), 'meta/_journal.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string; when: number }[] }).entries;
}

/** Returns when the last migration of a database was created, in milliseconds since 1970; null if it has none. */
async function lastMigration(db: Database): Promise<number | null> {
  if (!(await exists(db, 'drizzle.__drizzle_migrations'))) return null;
  const { rows } = (await db.execute(
    sql`select max(created_at)::text as "when" from drizzle.__drizzle_migrations`,
  )) as { rows: { when: string | null }[] };
  return rows[0]?.when ? Number(rows[0].when) : null;
}

async function exists(db: Database, table: string): Promise<boolean> {
  const { rows } = (await db.execute(sql`select to_regclass(${table}) is not null as "exists"`)) as {
    rows: { exists: boolean }[];
  };
  return rows[0]?.exists ?? false;
}
