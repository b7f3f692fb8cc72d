import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputStream } from './agent-output.ts';
import type { Workspace } from './confinement.ts';
import { MOST_OUTPUT, type LimitName } from './limits/agent-limits.ts';
import { watchUsage } from './limits/watch-usage.ts';
import { untilStartAllowed } from './pace-process-starts.ts';

/** How long the outputs may stay open once the process has ended, in milliseconds: others may hold them. */
const LONGEST_DRAIN = 1000;
/** How often to look whether a group has gone, and for how long, in milliseconds. */
const LOOK_EVERY = 10;
const LONGEST_LOOK = 500;

/** A process to be run, with all that it starts. */
export interface ProcessGroupOptions {
  command: string;
  args: readonly string[];
  /** Where it runs, within which limits. */
  workspace: Workspace;
  /** All the variables that it gets, besides those of its workspace. */
  variables: NodeJS.ProcessEnv;
  /** Written to its standard input, which stays open as long as this program lives. */
  input: string;
  /** Aborting it ends the group. */
  signal: AbortSignal;
  /** How long a group that is told to end may take before it is killed, in milliseconds. */
  killAfter: number;
  onOutput(stream: OutputStream, bytes: Buffer): void;
  /** Where given, the process gets one more pipe, its file descriptor 3. Called with our end once it is started. */
  onChannel?(channel: Duplex): void;
}

/** How a process ended: with a status, or by a signal. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The limit for which the group was ended; null where it was none. */
  limit: LimitName | null;
}

/** The hub goes first where the processor is busy. */
const NICE = 5;

/**
 * Runs a process in a group of its own. Settles when the whole group is gone and its output has been read;
 * what the process leaves behind in its group is killed.
 * @throws the system's error where the process cannot be started
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
  let printed = 0;
  const onBytes = (stream: OutputStream) => (bytes: Buffer) => {
    printed += bytes.length;
    if (printed > MOST_OUTPUT) onOver('output');
    onOutput(stream, bytes);
  };
  child.stdout.on('data', onBytes('stdout'));
  child.stderr.on('data', onBytes('stderr'));
  child.stdin.on('error', () => undefined); // a process that is gone reads nothing: its exit says why
  child.stdin.write(options.input);
  channel?.on('error', () => undefined); // as above
  if (channel) onChannel?.(channel);
  const closed = new Promise((resolve) => child.on('close', resolve));

  function onOver(name: LimitName): void {
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
      putBehindHub(child.pid);
      stopWatching = watchUsage(child.pid, workspace.root, workspace.limits, onOver);
    }
    const exit = await exited;
    await killGroup(child.pid!);
    await Promise.race([closed, sleep(LONGEST_DRAIN, undefined, { ref: false })]);
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
    child.on('exit', (code, signal) => resolve(signalled(code) ?? { code, signal }));
  });
}

/** What watches over a sandbox tells in its status, as shells do, by which signal the process in it has ended. */
function signalled(code: number | null): Ending | null {
  const name = Object.entries(constants.signals).find(([, number]) => code === SIGNALLED + number)?.[0];
  return name === undefined ? null : { code: null, signal: name as NodeJS.Signals };
}

const SIGNALLED = 128;

function putBehindHub(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // It has ended already.
  }
}

/** Whether there was a process in the group to send the signal to. Its leader may be dead. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false; // none is left, or (macOS) none that is alive
    throw error;
  }
}

/** Bounded, because on a machine whose init does not reap, the dead stay in their group. */
async function killGroup(leader: number): Promise<void> {
  for (let waited = 0; signalGroup(leader, 'SIGKILL') && waited < LONGEST_LOOK; waited += LOOK_EVERY) {
    await sleep(LOOK_EVERY);
  }
}
