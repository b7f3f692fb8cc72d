import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputStream } from './agent-output.ts';
import type { Workspace } from './confinement.ts';
import { killGroup, signalGroup } from './group-signals.ts';
import { MAX_OUTPUT_BYTES, type LimitName } from './limits/agent-limits.ts';
import { watchUsage } from './limits/watch-usage.ts';
import { untilStartAllowed } from './pace-process-starts.ts';

/**
 * Maximum time to wait until the outputs close after the process has ended, in milliseconds. Other processes may keep
 * them open.
 */
const MAX_DRAIN = 1000;

export interface ProcessGroupOptions {
  command: string;
  args: readonly string[];
  /** The folders and limits of the process. */
  workspace: Workspace;
  /** Environment variables, in addition to those of the workspace. */
  variables: NodeJS.ProcessEnv;
  /** Written to the standard input, which stays open. */
  input: string;
  /** Aborting it ends the group. */
  signal: AbortSignal;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  killAfter: number;
  onOutput(stream: OutputStream, bytes: Buffer): void;
  /**
   * If given, the process gets one more pipe, as file descriptor 3. Called with the hub's end of the pipe when the
   * process has started.
   */
  onChannel?(channel: Duplex): void;
}

/** How a process ended: with a status, or by a signal. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The exceeded limit that ended the group; null if there was none. */
  limit: LimitName | null;
}

/** Niceness of agents' processes: their priority is lower than the hub's. */
const NICE = 5;

/**
 * Runs a process in its own process group. Resolves when the whole group is gone and its output has been read.
 * Remaining processes of the group are killed.
 * @throws the system's error if the process cannot be started
 */
export async function runProcessGroup(options: ProcessGroupOptions): Promise<ProcessExit> {
  const { workspace, variables, signal, onOutput, onChannel } = options;
  const { command, args, user } = workspace.launch(options.command, options.args);
  await untilStartAllowed();
  const child = spawn(command, args, {
    cwd: workspace.folder,
    env: { ...variables, ...workspace.variables },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(onChannel ? (['pipe'] as const) : [])],
    ...(user !== null && { uid: user, gid: user }),
  });
  const channel = child.stdio[3] as Duplex | undefined;
  let limit: LimitName | null = null;
  let outputBytes = 0;
  const onBytes = (stream: OutputStream) => (bytes: Buffer) => {
    outputBytes += bytes.length;
    if (outputBytes > MAX_OUTPUT_BYTES) onLimitExceeded('output');
    onOutput(stream, bytes);
  };
  child.stdout.on('data', onBytes('stdout'));
  child.stderr.on('data', onBytes('stderr'));
  child.stdin.on('error', () => undefined); // the process has ended, and its exit is reported
  child.stdin.write(options.input);
  channel?.on('error', () => undefined); // as above
  if (channel) onChannel?.(channel);
  const closed = new Promise((resolve) => child.on('close', resolve));

  function onLimitExceeded(name: LimitName): void {
    limit ??= name;
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }

  let deadline: NodeJS.Timeout | undefined;
  function end(): void {
    if (child.pid === undefined) return;
    const leader = child.pid;
    signalGroup(leader, 'SIGTERM');
    deadline = setTimeout(() => signalGroup(leader, 'SIGKILL'), options.killAfter);
  }
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });

  let stopWatching: (() => void) | undefined;
  try {
    const exited = untilExit(child);
    if (child.pid !== undefined) {
      lowerPriority(child.pid);
      stopWatching = watchUsage(child.pid, workspace.root, workspace.limits, onLimitExceeded);
    }
    const exit = await exited;
    await killGroup(child.pid!);
    await Promise.race([closed, sleep(MAX_DRAIN, undefined, { ref: false })]);
    return { ...exit, limit: limit ?? (exit.signal === 'SIGXCPU' ? 'cpu' : null) };
  } finally {
    stopWatching?.();
    clearTimeout(deadline);
    signal.removeEventListener('abort', end);
    for (const pipe of [child.stdin, child.stdout, child.stderr, channel]) pipe?.destroy();
  }
}

type Ending = Omit<ProcessExit, 'limit'>;

function untilExit(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signalIn(code) ?? { code, signal }));
  });
}

/**
 * Returns the signal in an exit status; null if there is none. Like a shell, the supervisor of a sandbox reports in its
 * exit status which signal ended its process.
 */
function signalIn(code: number | null): Ending | null {
  const name = Object.entries(constants.signals).find(([, number]) => code === SIGNAL_STATUS + number)?.[0];
  return name === undefined ? null : { code: null, signal: name as NodeJS.Signals };
}

const SIGNAL_STATUS = 128;

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // The process has ended already.
  }
}
