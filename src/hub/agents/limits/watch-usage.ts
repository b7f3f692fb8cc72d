import { statfs } from 'node:fs/promises';
import type { AgentLimits, LimitName } from './agent-limits.ts';
import { MOST_FILES } from './agent-limits.ts';
import { diskUse } from './disk-use.ts';
import { usageOf, type Usage } from './usage.ts';

/** How long it is between two looks, in milliseconds. */
const INTERVAL = 250;
/** A look at the processes, or at the disk, costs what there is: it is looked for at most this part of the time. */
const PROCESS_SHARE = 0.02;
const DISK_SHARE = 0.05;
/** The same while the disk fills up: by so large a part of what the run may have there since the last look. */
const URGENT_DISK_SHARE = 0.5;
const URGENT_PART = 0.25;

/**
 * Looks, for as long as a process runs, at what it uses with all that it has started: what the system cannot limit for a
 * group of processes.
 * @param folder holds all folders that it may write to
 * @param onOver called once, with the first limit that it is found to be over
 * @returns what ends that
 */
export function watchUsage(
  leader: number,
  folder: string,
  limits: AgentLimits,
  onOver: (name: LimitName) => void,
): () => void {
  const disk = watchDisk(folder, limits);
  let isWatching = true;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    isWatching = false;
    clearTimeout(timer);
  }

  async function look(): Promise<void> {
    const begun = performance.now();
    const usage = usageOf(leader, limits.memory);
    const took = performance.now() - begun;
    const over = overInMemory(usage, limits) ?? (await disk.look(usage?.pids ?? []));
    if (!isWatching) return;
    if (over) {
      stop();
      onOver(over);
    } else timer = setTimeout(() => void look(), Math.max(INTERVAL, took / PROCESS_SHARE));
  }

  timer = setTimeout(() => void look(), INTERVAL);
  return stop;
}

/** What is free on the disk. */
interface Free {
  bytes: number;
  files: number;
}

/** Looks at what a run has on the disk, seldom where that is much and nothing happens. */
function watchDisk(folder: string, limits: AgentLimits) {
  let took = 0;
  let ended = -Infinity;
  let before: Free | null = null;

  function isDue(now: Free | null): boolean {
    const fills =
      before !== null &&
      now !== null &&
      (before.bytes - now.bytes > limits.disk * URGENT_PART ||
        before.files - now.files > MOST_FILES * URGENT_PART);
    return performance.now() >= ended + took / (fills ? URGENT_DISK_SHARE : DISK_SHARE);
  }

  return {
    /** @param pids the processes of the run */
    async look(pids: readonly number[]): Promise<LimitName | null> {
      const free = await freeOn(folder);
      if (!isDue(free)) return null;
      const begun = performance.now();
      const { bytes, files, hasHidden } = await diskUse(folder, pids);
      before = free;
      ended = performance.now();
      took = ended - begun;
      if (hasHidden) return 'hidden';
      if (files > MOST_FILES) return 'files';
      return bytes > limits.disk ? 'disk' : null;
    },
  };
}

async function freeOn(folder: string): Promise<Free | null> {
  const free = await statfs(folder).catch(() => null); // it is gone, or the system does not tell
  return free && { bytes: free.bfree * free.bsize, files: free.ffree };
}

function overInMemory(usage: Usage | null, limits: AgentLimits): LimitName | null {
  if (!usage) return null;
  if (usage.processes > limits.processes) return 'processes';
  if (usage.memory > limits.memory) return 'memory';
  return usage.cpu > limits.cpu ? 'cpu' : null;
}
