/** Limits of one run of an agent, including all processes that it starts. */
export interface AgentLimits {
  /** Maximum memory, in bytes. */
  memory: number;
  /** Maximum processor time, in seconds. */
  cpu: number;
  /** Maximum number of processes and threads at the same time. */
  processes: number;
  /** Maximum total size of the run's folders, in bytes. */
  disk: number;
}

/** The limits that can end a run. */
export type LimitName = keyof AgentLimits | 'output' | 'files' | 'hidden' | 'openFiles';

/** Maximum number of open files per process. */
const OPEN_FILES = 1024;
/** Maximum number of files in the folders of a run. */
export const MAX_FILES = 100_000;
/**
 * Maximum size of an agent's output, in bytes. A run that prints more is ended. Much less is delivered; the rest is
 * dropped.
 */
export const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A process may exceed the memory limit by this factor between two checks of its usage. */
const BURST = 4;
/** Time between SIGXCPU and the system's SIGKILL, in seconds. */
const CPU_GRACE = 2;
/**
 * Number of processes that the system allows beyond the limit, so that a check can see that the run exceeds its limit.
 */
const UNTIL_SEEN = 8;
/** Unit of file sizes in `ulimit -f`, in bytes. */
const BLOCK = 512;

/** Returns the reason why a run was ended. It names the limit. */
export function limitExceeded(name: LimitName, limits: AgentLimits): string {
  return `it ${REASONS[name](limits)}`;
}

const REASONS: Record<LimitName, (limits: AgentLimits) => string> = {
  memory: ({ memory }) =>
    `used more memory than AGENT_MEMORY_MEGABYTES allows, which is ${megabytes(memory)} MB`,
  cpu: ({ cpu }) => `used more processor time than AGENT_CPU_SECONDS allows, which is ${cpu} s`,
  processes: ({ processes }) =>
    `ran more processes and threads at once than AGENT_PROCESSES allows, which is ${processes}`,
  disk: ({ disk }) =>
    `wrote more to the disk than AGENT_DISK_MEGABYTES allows, which is ${megabytes(disk)} MB`,
  output: () => `printed more than ${megabytes(MAX_OUTPUT_BYTES)} MB`,
  files: () => `made more than ${MAX_FILES} files`,
  hidden: () =>
    'created a folder that the server cannot read: without read permission for its owner, or nested too deeply',
  openFiles: () => `opened more than ${OPEN_FILES} files at once`,
};

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

/** One megabyte, in bytes. */
export const MEGABYTE = 1024 * 1024;

/**
 * Returns shell commands that set the system's limits for a process and everything that it starts. Stricter existing
 * limits stay. `-u` and `-p` are the same limit in different shells.
 * @param countsProcesses whether the system counts the processes of each run separately
 */
export function limitCommands(
  { memory, cpu, processes, disk }: AgentLimits,
  countsProcesses: boolean,
): string {
  const most = processes + UNTIL_SEEN;
  const limits = [
    'ulimit -c 0', // no core dumps: they would contain the token
    `ulimit -n ${OPEN_FILES}`,
    `ulimit -f ${Math.ceil(disk / BLOCK)}`,
    `ulimit -d ${Math.ceil((BURST * memory) / 1024)}`,
    `ulimit -S -t ${cpu}`,
    `ulimit -H -t ${cpu + CPU_GRACE}`,
    ...(countsProcesses ? [`ulimit -u ${most} 2> /dev/null || ulimit -p ${most}`] : []),
  ];
  return limits.map((command) => `{ ${command}; } 2> /dev/null`).join('\n');
}
