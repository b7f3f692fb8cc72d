import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_FILES } from './agent-limits.ts';

/** Number of files that are checked in parallel. */
const AT_ONCE = 32;
/** Unit of `blocks` in file stats, in bytes. */
const BLOCK = 512;

/** Disk usage of a run. */
export interface DiskUse {
  /** Total size, in bytes. */
  bytes: number;
  files: number;
  /** Whether a folder could not be read: its owner has no permission, or it is nested too deeply. */
  hasHidden: boolean;
}

/**
 * Measures a folder, and deleted files that processes still have open. Stops after `MAX_FILES` files.
 * @param pids the ids of the processes
 */
export async function diskUse(folder: string, pids: readonly number[]): Promise<DiskUse> {
  const use: DiskUse = { bytes: 0, files: 0, hasHidden: false };
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined && use.files <= MAX_FILES; at = folders.pop()) {
    const parent = at;
    const entries = await readdir(parent, { withFileTypes: true }).catch((error: unknown) => {
      use.hasHidden ||= isHidden(error);
      return [];
    });
    for (const entry of entries) if (entry.isDirectory()) folders.push(join(parent, entry.name));
    for (let from = 0; from < entries.length && use.files <= MAX_FILES; from += AT_ONCE) {
      const some = entries.slice(from, from + AT_ONCE);
      use.files += some.length;
      const sizes = await Promise.all(some.map(({ name }) => sizeOf(join(parent, name), use)));
      for (const size of sizes) use.bytes += size;
    }
  }
  const seen = new Set<string>();
  for (const pid of pids) use.bytes += await sizeOfNameless(pid, seen);
  return use;
}

async function sizeOf(path: string, use: DiskUse): Promise<number> {
  try {
    return roomOf(await lstat(path));
  } catch (error) {
    use.hasHidden ||= isHidden(error);
    return 0;
  }
}

/**
 * Returns whether an error means that a file or folder is hidden. Other errors are ignored: for example, the file was
 * deleted meanwhile.
 */
function isHidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Returns the size of deleted files that a process still has open; 0 if the system does not report them.
 * @param seen files that have been counted already: processes may share them
 */
async function sizeOfNameless(pid: number, seen: Set<string>): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const stats = await stat(join(folder, name)).catch(() => null); // it was closed meanwhile
    const file = `${stats?.dev} ${stats?.ino}`;
    if (!stats?.isFile() || stats.nlink > 0 || seen.has(file)) continue;
    seen.add(file);
    bytes += roomOf(stats);
  }
  return bytes;
}

function roomOf({ blocks }: Stats): number {
  return blocks * BLOCK;
}
