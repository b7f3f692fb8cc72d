import { readdirSync, readFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_FILES } from './agent-limits.ts';

/** What a process uses, with all that it has started. */
export interface Usage {
  /** Processes and their threads. */
  processes: number;
  /** In bytes. Pages that processes share count once, where the system tells. */
  memory: number;
  /** In seconds. */
  cpu: number;
}

/** Linux counts time in hundredths of a second, and memory in pages, whatever the processor's own are. */
const TICKS = 100;
const PAGE = 4096;

/**
 * What the process and its descendants use now. Null where that is not known: on other systems than Linux.
 * @param mayShare from how many bytes on it is worth a closer look whether processes share them
 */
export function usageOf(leader: number, mayShare: number): Usage | null {
  const usage: Usage = { processes: 0, memory: 0, cpu: 0 };
  const found: number[] = [];
  if (!add(leader, usage, found)) return null;
  if (usage.memory > mayShare && found.length > 1)
    usage.memory = found.reduce((sum, pid) => sum + ownMemory(pid), 0);
  return usage;
}

/** @returns whether the process is there */
function add(pid: number, usage: Usage, found: number[]): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; after the name, which can hold anything
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childrensUser = 0, childrensSystem = 0] = fields.slice(11, 15);
    const threads = readdirSync(`/proc/${pid}/task`);
    usage.cpu += (user + system + childrensUser + childrensSystem) / TICKS;
    usage.memory += (fields[21] ?? 0) * PAGE;
    usage.processes += threads.length;
    found.push(pid);
    for (const thread of threads) {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1');
      for (const child of children.split(' ')) if (child !== '') add(Number(child), usage, found);
    }
    return true;
  } catch {
    return false; // it has ended meanwhile, or there is no such file system
  }
}

/** Its share of what it shares with others. */
function ownMemory(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}

/** What a folder holds, in bytes on the disk, and how many files. It is looked through no further than `MOST_FILES`. */
export async function diskUse(folder: string): Promise<{ bytes: number; files: number }> {
  const use = { bytes: 0, files: 0 };
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined && use.files <= MOST_FILES; at = folders.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []); // it is gone
    for (const entry of entries) {
      const path = join(at, entry.name);
      use.files += 1;
      if (use.files > MOST_FILES) break;
      if (entry.isDirectory()) folders.push(path);
      const stats = await lstat(path).catch(() => null);
      use.bytes += (stats?.blocks ?? 0) * 512;
    }
  }
  return use;
}
