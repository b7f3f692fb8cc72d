import type { AgentLimits, LimitName } from './agent-limits.ts';
import { MOST_FILES } from './agent-limits.ts';
import { diskUse, usageOf } from './usage.ts';

/** How long it is between two looks, in milliseconds. */
const INTERVAL = 250;
/** A look at the disk costs what there is on it: it is looked at for at most this part of the time. */
const DISK_SHARE = 0.05;

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
  let isWatching = true;
  let timer: NodeJS.Timeout | undefined;
  let nextDiskLook = 0;

  function stop(): void {
    isWatching = false;
    clearTimeout(timer);
  }

  async function look(): Promise<void> {
    const over = overInMemory(leader, limits) ?? (await overOnDisk());
    if (!isWatching) return;
    if (over) {
      stop();
      onOver(over);
    } else timer = setTimeout(() => void look(), INTERVAL);
  }

  async function overOnDisk(): Promise<LimitName | null> {
    const begun = performance.now();
    if (begun < nextDiskLook) return null;
    const { bytes, files } = await diskUse(folder);
    const ended = performance.now();
    nextDiskLook = ended + (ended - begun) / DISK_SHARE;
    if (files > MOST_FILES) return 'files';
    return bytes > limits.disk ? 'disk' : null;
  }

  timer = setTimeout(() => void look(), INTERVAL);
  return stop;
}

function overInMemory(leader: number, limits: AgentLimits): LimitName | null {
  const usage = usageOf(leader, limits.memory);
  if (!usage) return null;
  if (usage.processes > limits.processes) return 'processes';
  if (usage.memory > limits.memory) return 'memory';
  return usage.cpu > limits.cpu ? 'cpu' : null;
}
