import { randomBytes } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull, watchDiskSpace, type DiskSpace } from './disk-space.ts';

/** Time between two checks, in milliseconds. */
const INTERVAL = 1_000;
/**
 * Size of the file that reserves space, in bytes. The file is deleted when the disk is full, so that the ends of runs
 * can still be written.
 */
const RESERVE = 16_000_000;
/** Minimum free space, in bytes. With less, the disk counts as full. The database requests 16 MB at a time. */
const MIN_FREE = 64_000_000;
/** Free space from which a full disk no longer counts as full, in bytes. It includes space for the reserve. */
const ENOUGH = 112_000_000;

/**
 * Watches the disk of a data folder.
 * @param freeIn returns the free space of the folder's disk, in bytes
 */
export function watchDataFolderSpace(
  folder: string,
  report: (problem: string, error: unknown) => void,
  freeIn: (folder: string) => Promise<number> = freeSpace,
): Promise<DiskSpace> {
  const reserve = join(folder, 'reserve');
  let isReserved = false;
  return watchDiskSpace({
    async hasSpace(wasFull) {
      if ((await freeIn(folder)) < (wasFull ? ENOUGH : MIN_FREE)) return false;
      isReserved ||= await reserveSpace(reserve);
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

/** Creates the reserve file if needed. Returns whether it exists in full size. */
async function reserveSpace(reserve: string): Promise<boolean> {
  const size = await stat(reserve).then(
    (found) => found.size,
    () => 0, // the file does not exist
  );
  if (size === RESERVE) return true;
  try {
    await writeFile(reserve, randomBytes(RESERVE)); // random, so that no file system can compress it
    return true;
  } catch (error) {
    await rm(reserve, { force: true });
    if (isDiskFull(error)) return false;
    throw error;
  }
}
