import { readdirSync, readFileSync } from 'node:fs';

/** The resource usage of a process and its descendants. */
export interface Usage {
  /** Number of processes and threads. */
  processes: number;
  /** Memory, in bytes. Pages that processes share count once, if the system reports them. */
  memory: number;
  /** Processor time, in seconds. */
  cpu: number;
  /** The ids of the processes. */
  pids: number[];
}

/** Units of `/proc` on Linux: ticks per second, and bytes per page. */
const TICKS = 100;
const PAGE = 4096;

/**
 * Returns the current usage of a process and its descendants; null if it is unknown, as on systems other than Linux.
 * @param mayShare memory above which shared pages are counted once, in bytes; finding them takes time
 */
export function usageOf(leader: number, mayShare: number): Usage | null {
  const usage: Usage = { processes: 0, memory: 0, cpu: 0, pids: [] };
  if (!add(leader, usage)) return null;
  if (usage.memory > mayShare && usage.pids.length > 1)
    usage.memory = usage.pids.reduce((sum, pid) => sum + ownMemory(pid), 0);
  return usage;
}

/**
 * Adds the usage of a process and its descendants.
 * @returns whether the process exists
 */
function add(pid: number, usage: Usage): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Fields after the name, which can contain anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childrensUser = 0, childrensSystem = 0] = fields.slice(11, 15);
    const threads = readdirSync(`/proc/${pid}/task`);
    usage.cpu += (user + system + childrensUser + childrensSystem) / TICKS;
    usage.memory += (fields[21] ?? 0) * PAGE;
    usage.processes += threads.length;
    usage.pids.push(pid);
    for (const thread of threads) {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1');
      for (const child of children.split(' ')) if (child !== '') add(Number(child), usage);
    }
    return true;
  } catch {
    return false; // it has ended meanwhile, or there is no /proc
  }
}

/** Returns the memory of a process in bytes, with its proportional share of shared pages. */
function ownMemory(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
