import { cp, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';
import { copiesIn, copyBefore, unfinished, type DataFolder } from './data-folder.ts';

/** How many copies are kept: the newest ones. */
const MOST_COPIES = 2;
/** What the migration itself, and the hub after it, are to have besides the copy, in bytes. */
const ROOM = 100_000_000;

/**
 * Keeps a copy of a database that is closed, before a migration changes it. Only the newest two copies stay.
 * @returns where it is
 * @throws StartupError where there is no space for it
 */
export async function keepCopy(folder: DataFolder, migration: string): Promise<string> {
  const copy = copyBefore(folder, migration);
  const aside = unfinished(copy);
  const size = await sizeOf(folder.database);
  const { bavail, bsize } = await statfs(folder.path);
  if (bavail * bsize < size + ROOM) {
    throw new StartupError(
      `This version changes the database in ${folder.path}, and there is no space for a copy of how it was: ` +
        `free ${megabytes(size + ROOM)} MB, or set COPY_BEFORE_MIGRATION=off if you have a copy of your own.`,
    );
  }
  await cp(folder.database, aside, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const now = new Date();
  await utimes(aside, now, now); // the copies are in order by this
  await rm(copy, { recursive: true, force: true });
  await rename(aside, copy);
  for (const older of copiesIn(folder.path).slice(0, -MOST_COPIES)) await rm(older, { recursive: true });
  return copy;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return size;
}
