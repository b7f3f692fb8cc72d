import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';

/** The major version of Postgres in PGlite. PGlite can open only databases of this version. */
const POSTGRES_MAJOR = '18';
/** The folder of the database in the data folder. */
const DATABASE = 'pglite';
/** Suffix of a folder that is not complete yet. */
const UNFINISHED = '.new';
/** Prefix of the name of a copy. */
const COPY = `${DATABASE}.before-`;
/** Files and folders of every Postgres database. */
const PARTS = ['PG_VERSION', 'base', 'global/pg_control', 'pg_wal', 'pg_xact', 'postgresql.conf'];
/**
 * Paths that Postgres writes to when it opens a database. They are checked first, because its own errors are hard to
 * understand.
 */
const WRITTEN = ['.', 'base', 'global', 'global/pg_control', 'pg_wal'];
/**
 * Matches the name of a file of the write-ahead log. Without such a file, a database cannot be opened:
 * https://www.postgresql.org/docs/18/wal-internals.html
 */
const LOG_FILE = /^[0-9A-F]{24}$/;

/** A data folder. */
export interface DataFolder {
  readonly path: string;
  /** The path of the database, which may not exist yet. */
  readonly database: string;
  /** Whether the database exists. */
  readonly hasDatabase: boolean;
}

/**
 * Inspects a data folder that this process has locked, and deletes unfinished folders of an earlier start. A folder
 * is renamed when it is complete, so a folder with the suffix is unfinished. Nothing else is changed.
 * @throws StartupError unless the folder contains a complete database, or neither a database nor a copy
 */
export function inspectDataFolder(path: string): DataFolder {
  const names = readdirSync(path);
  if (names.includes('PG_VERSION')) {
    throw new StartupError(
      `${path} is itself a database folder: rename it to "${DATABASE}", and set DATA_DIR to its parent folder.`,
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
      `There is no database in ${path}, but there is a copy: rename ${copy} to "${DATABASE}", or set DATA_DIR to an empty folder.`,
    );
  }
  if (hasDatabase) checkDatabase(database);
  return { path, database, hasDatabase };
}

/** Returns the temporary path of a folder until it is complete. */
export function unfinished(path: string): string {
  return path + UNFINISHED;
}

/** Returns the path for the copy of a database before a migration. */
export function copyBefore({ database }: DataFolder, migration: string): string {
  return `${database}${COPY.slice(DATABASE.length)}${migration}`;
}

/** Returns the paths of the copies in a data folder, oldest first. */
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
      `${database} is a file, but should be the folder of the database: move it away, or set DATA_DIR to another folder.`,
    );
  }
  const unusable = WRITTEN.find(
    (part) => existsSync(join(database, part)) && !isWritable(join(database, part)),
  );
  if (unusable !== undefined) {
    throw new StartupError(
      `The database in ${database} is not writable: make the user of the hub its owner, or set DATA_DIR to another folder.`,
    );
  }
  const missing = PARTS.filter((part) => !existsSync(join(database, part)));
  const lacksLog = !missing.includes('pg_wal') && !hasLog(join(database, 'pg_wal'));
  if (lacksLog) missing.push('all of pg_wal');
  if (missing.length > 0) {
    throw new StartupError(
      `The database in ${database} is incomplete (${missing.join(', ')} missing) and was not changed: restore it from a copy, ` +
        'or set DATA_DIR to an empty folder. Delete it only if the very first start was interrupted.',
    );
  }
  const version = readFileSync(join(database, 'PG_VERSION'), 'utf8').trim();
  if (version !== POSTGRES_MAJOR) {
    throw new StartupError(
      `The database in ${database} is of Postgres ${version}, and this Symposium has Postgres ${POSTGRES_MAJOR}: ` +
        'start the version of Symposium that created it, or set DATA_DIR to another folder.',
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
    return false; // it does not matter which permission is missing
  }
}
