import { cp, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../errors/startup-error.ts';
import { copiesIn, copyBefore, unfinished, type DataFolder } from './data-folder.ts';

/** Number of copies to keep. Older copies are deleted. */
const KEPT_COPIES = 2;
/** Free space that must remain after the copy, for the migration and the hub, in bytes. */
const RESERVE = 100_000_000;

/**
 * Copies a closed database before a migration changes it. Only the two newest copies are kept.
 * @returns the path of the copy
 * @throws StartupError if there is not enough space
 */
export async function copyDatabase(folder: DataFolder, migration: string): Promise<string> {
  const copy = copyBefore(folder, migration);
  const unfinishedCopy = unfinished(copy);
  const size = await sizeOf(folder.database);
  const { bavail, bsize } = await statfs(folder.path);
  if (bavail * bsize < size + RESERVE) {
    throw new StartupError(
      `This version must migrate the database in ${folder.path}, and there is no space for a copy of it: ` +
        `free ${megabytes(size + RESERVE)} MB, or set COPY_BEFORE_MIGRATION=off if you have a copy of your own.`,
    );
  }
  await cp(folder.database, unfinishedCopy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const now = new Date();
  await utimes(unfinishedCopy, now, now); // copies are sorted by this time
  await rm(copy, { recursive: true, force: true });
  await rename(unfinishedCopy, copy);
  for (const older of copiesIn(folder.path).slice(0, -KEPT_COPIES)) await rm(older, { recursive: true });
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
