import { randomBytes } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull, watchDiskSpace, type DiskSpace } from './disk-space.ts';

/** In milliseconds. */
const INTERVAL = 1_000;
/** A file that holds space, which is given up when the disk is full: the runs that end then are written into it. In bytes. */
const RESERVE = 16_000_000;
/** With less free than this the disk counts as full, in bytes. The database asks for 16 MB at a time. */
const LEAST = 64_000_000;
/** With this much it has space again, and for the reserve, too. */
const ENOUGH = 112_000_000;

/** Watches the disk that a data folder is on. @param freeIn how much is free there, in bytes */
export function watchDataFolderSpace(
  folder: string,
  report: (problem: string, error: unknown) => void,
  freeIn: (folder: string) => Promise<number> = freeSpace,
): Promise<DiskSpace> {
  const reserve = join(folder, 'reserve');
  let isReserved = false;
  return watchDiskSpace({
    async hasSpace(wasFull) {
      if ((await freeIn(folder)) < (wasFull ? ENOUGH : LEAST)) return false;
      isReserved ||= await holdSpace(reserve);
      return isReserved || !wasFull;
    },
    async makeRoom() {
      isReserved = false;
      await rm(reserve, { force: true });
    },
    interval: INTERVAL,
    report,
  });
}

async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Returns whether the file is there as a whole. */
async function holdSpace(reserve: string): Promise<boolean> {
  const size = await stat(reserve).then(
    (found) => found.size,
    () => 0, // there is none
  );
  if (size === RESERVE) return true;
  try {
    await writeFile(reserve, randomBytes(RESERVE)); // no file system can make it small
    return true;
  } catch (error) {
    await rm(reserve, { force: true });
    if (isDiskFull(error)) return false;
    throw error;
  }
}
