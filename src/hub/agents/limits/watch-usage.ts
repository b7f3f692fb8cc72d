import { statfs } from 'node:fs/promises';
import type { AgentLimits, LimitName } from './agent-limits.ts';
import { MAX_FILES } from './agent-limits.ts';
import { diskUse } from './disk-use.ts';
import { usageOf, type Usage } from './usage.ts';

/** Minimum time between two checks, in milliseconds. */
const INTERVAL = 250;
/** Maximum share of time spent on checking the processes, and the disk: a check takes longer the more there is. */
const PROCESS_SHARE = 0.02;
const DISK_SHARE = 0.05;
/** The same while the disk fills up: by more than this part of the run's limit since the last check. */
const URGENT_DISK_SHARE = 0.5;
const URGENT_PART = 0.25;

/**
 * Checks the usage of a process and its descendants regularly, because the system cannot limit it for a group of processes.
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

/** Checks a run's use of the disk: less often if it is large and does not grow. */
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
    /** @param pids the processes of the run */
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
