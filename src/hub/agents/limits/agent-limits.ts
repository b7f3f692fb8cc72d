/** What one run of an agent may use, with all the processes that it starts. */
export interface AgentLimits {
  /** In bytes. */
  memory: number;
  /** In seconds of one processor. */
  cpu: number;
  /** Processes and their threads, at once. */
  processes: number;
  /** What its folders may hold, in bytes. */
  disk: number;
}

/** How a limit is called when it is what ended a run. */
export type LimitName = keyof AgentLimits | 'output' | 'files' | 'hidden' | 'openFiles';

/** Files that one process may hold open. */
const OPEN_FILES = 1024;
/** Files that the folders of a run may hold. */
export const MOST_FILES = 100_000;
/** What an agent may print, in bytes. Less than that is passed on: what is more is dropped before. */
export const MOST_OUTPUT = 64 * 1024 * 1024;

/** Between two looks at what a run uses it can take more than it may: one process of it never more than so many times. */
const BURST = 4;
/** After how many seconds more the system kills a process that goes on once it has been told that its time is up. */
const CPU_GRACE = 2;
/** How many processes more the system allows: with those a run is found to be over its limit, and is told so. */
const UNTIL_SEEN = 8;
/** Shells count a file's size in blocks of so many bytes. */
const BLOCK = 512;

/** Why a run was ended, in words that name the limit. */
export function overLimit(name: LimitName, limits: AgentLimits): string {
  return `it ${REASONS[name](limits)}`;
}

const REASONS: Record<LimitName, (limits: AgentLimits) => string> = {
  memory: ({ memory }) =>
    `used more memory than AGENT_MEMORY_MEGABYTES allows, which is ${megabytes(memory)} MB`,
  cpu: ({ cpu }) => `used more of the processor than AGENT_CPU_SECONDS allows, which is ${cpu} s`,
  processes: ({ processes }) =>
    `ran more processes and threads at once than AGENT_PROCESSES allows, which is ${processes}`,
  disk: ({ disk }) =>
    `wrote more to the disk than AGENT_DISK_MEGABYTES allows, which is ${megabytes(disk)} MB`,
  output: () => `printed more than ${megabytes(MOST_OUTPUT)} MB`,
  files: () => `made more than ${MOST_FILES} files`,
  hidden: () =>
    'made a folder that the server cannot look into: without permission for its owner, or too deep',
  openFiles: () => `opened more than ${OPEN_FILES} files at once`,
};

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

/** In bytes. */
export const MEGABYTE = 1024 * 1024;

/**
 * Shell commands that set what the system itself limits, for the process and all that it starts. What is stricter
 * already stays. `-u` and `-p` are one limit, by the names that shells have for it.
 * @param countsProcesses whether the system counts the processes of the run alone
 */
export function limitCommands(
  { memory, cpu, processes, disk }: AgentLimits,
  countsProcesses: boolean,
): string {
  const most = processes + UNTIL_SEEN;
  const limits = [
    'ulimit -c 0', // the image of a process holds its token
    `ulimit -n ${OPEN_FILES}`,
    `ulimit -f ${Math.ceil(disk / BLOCK)}`,
    `ulimit -d ${Math.ceil((BURST * memory) / 1024)}`,
    `ulimit -S -t ${cpu}`,
    `ulimit -H -t ${cpu + CPU_GRACE}`,
    ...(countsProcesses ? [`ulimit -u ${most} 2> /dev/null || ulimit -p ${most}`] : []),
  ];
  return limits.map((command) => `{ ${command}; } 2> /dev/null`).join('\n');
}
