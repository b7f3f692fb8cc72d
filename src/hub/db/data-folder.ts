import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';

/** The major version of Postgres that PGlite is, which decides what files it can read. */
const POSTGRES_MAJOR = '18';
/** The folder of the database, in the data folder. */
const DATABASE = 'pglite';
/** How the name of a folder ends that is being made, until it is whole. */
const UNFINISHED = '.new';
/** How the name of a copy begins. */
const COPY = `${DATABASE}.before-`;
/** What every database of Postgres has. */
const PARTS = ['PG_VERSION', 'base', 'global/pg_control', 'pg_wal', 'pg_xact', 'postgresql.conf'];
/** What it writes to when it opens: if it cannot, it says so in ways that nobody understands. */
const WRITTEN = ['.', 'base', 'global', 'global/pg_control', 'pg_wal'];
/** A file of its log, without which it cannot be opened: https://www.postgresql.org/docs/18/wal-internals.html */
const LOG_FILE = /^[0-9A-F]{24}$/;

/** A data folder, and what is in it. */
export interface DataFolder {
  readonly path: string;
  /** Where the database is, or is going to be. */
  readonly database: string;
  /** Whether there is one. */
  readonly hasDatabase: boolean;
}

/**
 * Looks at a data folder that this process holds. It removes what an earlier start was making and has not made to its end:
 * that was renamed when it was whole, so its name proves it. Nothing else is changed.
 * @throws StartupError where there is something that is neither a whole database nor nothing
 */
export function inspectDataFolder(path: string): DataFolder {
  const names = readdirSync(path);
  if (names.includes('PG_VERSION')) {
    throw new StartupError(
      `${path} is a database itself: rename it to "${DATABASE}", and set DATA_DIR to the folder that it is in.`,
    );
  }
  const database = join(path, DATABASE);
  for (const name of names) {
    if (name.startsWith(DATABASE) && name.endsWith(UNFINISHED))
      rmSync(join(path, name), { recursive: true, force: true });
  }
  const hasDatabase = names.includes(DATABASE) && !isEmptyFolder(database);
  const copy = copiesIn(path).at(-1);
  if (!hasDatabase && copy !== undefined) {
    throw new StartupError(
      `There is no database in ${path}, but a copy of one: rename ${copy} to "${DATABASE}", or set DATA_DIR to an empty folder.`,
    );
  }
  if (hasDatabase) checkDatabase(database);
  return { path, database, hasDatabase };
}

/** What a folder is called that is being made, until it is whole. */
export function unfinished(path: string): string {
  return path + UNFINISHED;
}

/** Where the copy of a database goes that is made before a migration. */
export function copyBefore({ database }: DataFolder, migration: string): string {
  return `${database}${COPY.slice(DATABASE.length)}${migration}`;
}

/** The copies of the database in a data folder, by their paths, that first which was made first. */
export function copiesIn(path: string): string[] {
  const copies = readdirSync(path).filter((name) => name.startsWith(COPY) && !name.endsWith(UNFINISHED));
  return copies
    .map((name) => join(path, name))
    .toSorted((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs);
}

function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0;
}

function checkDatabase(database: string): void {
  if (!statSync(database).isDirectory()) {
    throw new StartupError(
      `${database} is a file, where the folder of the database should be: move it away, or set DATA_DIR to another folder.`,
    );
  }
  const unusable = WRITTEN.find(
    (part) => existsSync(join(database, part)) && !isWritable(join(database, part)),
  );
  if (unusable !== undefined) {
    throw new StartupError(
      `The database in ${database} cannot be written: give it to the user that the hub runs as, or set DATA_DIR to another folder.`,
    );
  }
  const missing = PARTS.filter((part) => !existsSync(join(database, part)));
  const isWithoutLog = !missing.includes('pg_wal') && !hasLog(join(database, 'pg_wal'));
  if (isWithoutLog) missing.push('all of pg_wal');
  if (missing.length > 0) {
    throw new StartupError(
      `The database in ${database} is not whole (${missing.join(', ')} missing), and stays as it is: restore it from a copy, ` +
        'or set DATA_DIR to an empty folder. Only where the very first start was cut short it may be removed.',
    );
  }
  const version = readFileSync(join(database, 'PG_VERSION'), 'utf8').trim();
  if (version !== POSTGRES_MAJOR) {
    throw new StartupError(
      `The database in ${database} is of Postgres ${version}, and this Symposium has Postgres ${POSTGRES_MAJOR}: ` +
        'start the version of Symposium that it was made with, or set DATA_DIR to another folder.',
    );
  }
}

function hasLog(folder: string): boolean {
  return readdirSync(folder).some((name) => LOG_FILE.test(name));
}

function isWritable(path: string): boolean {
  const isFolder = statSync(path).isDirectory();
  try {
    accessSync(path, constants.R_OK | constants.W_OK | (isFolder ? constants.X_OK : 0));
    return true;
  } catch {
    return false; // which right is missing does not matter
  }
}
