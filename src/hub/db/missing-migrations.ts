import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { packagePath } from '../package-root.ts';
import { StartupError } from '../errors/startup-error.ts';
import type { Database } from './database.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';

/** What the schema of a database lacks. */
export interface MissingMigrations {
  /** Their names, in order. */
  missing: string[];
  /** Whether it has no schema at all yet. */
  isNew: boolean;
}

/**
 * The migrations that a database lacks.
 * @param where what is told of where the database is
 * @throws StartupError where it has one that is unknown here
 */
export async function missingMigrations(db: Database, where: string): Promise<MissingMigrations> {
  const known = knownMigrations();
  const last = await lastMigration(db);
  if (last !== null && last > (known.at(-1)?.when ?? 0)) {
    throw new StartupError(
      `The database ${where} was changed by a newer version of Symposium: start that one, or restore a copy from before.`,
    );
  }
  if (last === null && (await isThere(db, 'public.threads'))) {
    throw new StartupError(
      `The database ${where} is not whole (nothing tells what version it is of): restore it from a copy, or name another one.`,
    );
  }
  const missing = known.filter(({ when }) => last === null || when > last).map(({ tag }) => tag);
  return { missing, isNew: last === null };
}

function knownMigrations(): { tag: string; when: number }[] {
  const path = join(packagePath(MIGRATIONS_FOLDER), 'meta/_journal.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string; when: number }[] }).entries;
}

/** When the migration was made that a database has had last; null where it has had none. */
async function lastMigration(db: Database): Promise<number | null> {
  if (!(await isThere(db, 'drizzle.__drizzle_migrations'))) return null;
  const { rows } = (await db.execute(
    sql`select max(created_at)::text as "when" from drizzle.__drizzle_migrations`,
  )) as { rows: { when: string | null }[] };
  return rows[0]?.when ? Number(rows[0].when) : null;
}

async function isThere(db: Database, table: string): Promise<boolean> {
  const { rows } = (await db.execute(sql`select to_regclass(${table}) is not null as there`)) as {
    rows: { there: boolean }[];
  };
  return rows[0]?.there ?? false;
}
