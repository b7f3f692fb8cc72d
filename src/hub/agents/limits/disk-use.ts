import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_FILES } from './agent-limits.ts';

/** How many files are looked at side by side. */
const AT_ONCE = 32;
/** Files count their room on the disk in blocks of so many bytes. */
const BLOCK = 512;

/** What a run has on the disk. */
export interface DiskUse {
  /** In bytes. */
  bytes: number;
  files: number;
  /** Whether there was a folder that could not be looked into: one that its owner may not read, or that lies too deep. */
  hasHidden: boolean;
}

/**
 * What a folder holds, together with the files that processes have open and that have no name any more. It is looked through
 * no further than `MOST_FILES`.
 * @param pids the processes
 */
export async function diskUse(folder: string, pids: readonly number[]): Promise<DiskUse> {
  const use: DiskUse = { bytes: 0, files: 0, hasHidden: false };
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined && use.files <= MOST_FILES; at = folders.pop()) {
    const parent = at;
    const entries = await readdir(parent, { withFileTypes: true }).catch((error: unknown) => {
      use.hasHidden ||= isHidden(error);
      return [];
    });
    for (const entry of entries) if (entry.isDirectory()) folders.push(join(parent, entry.name));
    for (let from = 0; from < entries.length && use.files <= MOST_FILES; from += AT_ONCE) {
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

/** Any other error says that it has gone meanwhile, or nothing about it. */
function isHidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * What the files hold that a process has open and that have been deleted. Nothing where the system does not tell.
 * @param seen those that have been counted: processes share them
 */
async function sizeOfNameless(pid: number, seen: Set<string>): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const stats = await stat(join(folder, name)).catch(() => null); // it has been closed meanwhile
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
