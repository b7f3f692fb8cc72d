import { statfs } from 'node:fs/promises';
import type { AgentLimits, LimitName } from './agent-limits.ts';
import { MAX_FILES } from './agent-limits.ts';
import { diskUse } from './disk-use.ts';
import { usageOf, type Usage } from './usage.ts';

/** Minimum time between two checks, in milliseconds. */
const INTERVAL = 250;
/**
 * Maximum share of the time that is spent on checking the processes, and on checking the disk. A check takes longer if
 * there are more processes or files.
 */
const PROCESS_SHARE = 0.02;
const DISK_SHARE = 0.05;
/**
 * Maximum share for the disk while it fills up: while its free space has shrunk by more than this part of the run's
 * limit since the last check.
 */
const URGENT_DISK_SHARE = 0.5;
const URGENT_PART = 0.25;

/**
 * Checks the usage of a process and its descendants regularly, because the system cannot limit the usage of a group of
 * processes.
 * @param folder contains all folders that the process may write to
 * @param onLimitExceeded called once, with the first exceeded limit
 * @returns a function that stops the checks
 */
export function watchUsage(
  leader: number,
  folder: string,
  limits: AgentLimits,
  onLimitExceeded: (name: LimitName) => void,
): () => void {
  const disk = watchDisk(folder, limits);
  let isWatching = true;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    isWatching = false;
    clearTimeout(timer);
  }

  async function check(): Promise<void> {
    const begun = performance.now();
    const usage = usageOf(leader, limits.memory);
    const took = performance.now() - begun;
    const over = exceededLimit(usage, limits) ?? (await disk.check(usage?.pids ?? []));
    if (!isWatching) return;
    if (over) {
      stop();
      onLimitExceeded(over);
    } else timer = setTimeout(() => void check(), Math.max(INTERVAL, took / PROCESS_SHARE));
  }

  timer = setTimeout(() => void check(), INTERVAL);
  return stop;
}

/** Free space on the disk. */
interface Free {
  bytes: number;
  files: number;
}

/** Checks a run's disk usage: less often if a check takes long and the usage does not grow. */
function watchDisk(folder: string, limits: AgentLimits) {
  let took = 0;
  let ended = -Infinity;
  let before: Free | null = null;

  function isDue(now: Free | null): boolean {
    const fills =
      before !== null &&
      now !== null &&
      (before.bytes - now.bytes > limits.disk * URGENT_PART ||
        before.files - now.files > MAX_FILES * URGENT_PART);
    return performance.now() >= ended + took / (fills ? URGENT_DISK_SHARE : DISK_SHARE);
  }

  return {
    /**
     * Returns the exceeded limit; null if there is none, or if no check is due yet.
     * @param pids the ids of the run's processes
     */
    async check(pids: readonly number[]): Promise<LimitName | null> {
      const free = await freeOn(folder);
      if (!isDue(free)) return null;
      const begun = performance.now();
      const { bytes, files, hasHidden } = await diskUse(folder, pids);
      before = free;
      ended = performance.now();
      took = ended - begun;
      if (hasHidden) return 'hidden';
      if (files > MAX_FILES) return 'files';
      return bytes > limits.disk ? 'disk' : null;
    },
  };
}

async function freeOn(folder: string): Promise<Free | null> {
  const free = await statfs(folder).catch(() => null); // the folder is gone, or the system does not report it
  return free && { bytes: free.bfree * free.bsize, files: free.ffree };
}

function exceededLimit(usage: Usage | null, limits: AgentLimits): LimitName | null {
  if (!usage) return null;
  if (usage.processes > limits.processes) return 'processes';
  if (usage.memory > limits.memory) return 'memory';
  return usage.cpu > limits.cpu ? 'cpu' : null;
}
