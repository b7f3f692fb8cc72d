import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputStream } from './agent-output.ts';

/** How long the outputs may stay open once the process has ended, in milliseconds: others may hold them. */
const LONGEST_DRAIN = 1000;
/** How often to look whether a group has gone, and for how long, in milliseconds. */
const LOOK_EVERY = 10;
const LONGEST_LOOK = 500;

/** A process to be run, with all that it starts. */
export interface ProcessGroupOptions {
  command: string;
  args: readonly string[];
  folder: string;
  /** All the variables that it gets. */
  variables: NodeJS.ProcessEnv;
  /** Written to its standard input, which stays open as long as this program lives. */
  input: string;
  /** Aborting it ends the group. */
  signal: AbortSignal;
  /** How long a group that is told to end may take before it is killed, in milliseconds. */
  killAfter: number;
  onOutput(stream: OutputStream, bytes: Buffer): void;
}

/** How a process ended: with a status, or by a signal. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Runs a process in a group of its own. Settles when the whole group is gone and its output has been read;
 * what the process leaves behind in its group is killed.
 * @throws the system's error where the process cannot be started
 */
export async function runProcessGroup(options: ProcessGroupOptions): Promise<ProcessExit> {
  const { command, args, folder, variables, signal, onOutput } = options;
  const child = spawn(command, args, { cwd: folder, env: variables, detached: true });
  child.stdout.on('data', (bytes: Buffer) => onOutput('stdout', bytes));
  child.stderr.on('data', (bytes: Buffer) => onOutput('stderr', bytes));
  child.stdin.on('error', () => undefined); // a process that is gone reads nothing: its exit says why
  child.stdin.write(options.input);
  const closed = new Promise((resolve) => child.on('close', resolve));

  let deadline: NodeJS.Timeout | undefined;
  function end(): void {
    if (child.pid === undefined) return;
    const leader = child.pid;
    signalGroup(leader, 'SIGTERM');
    deadline = setTimeout(() => signalGroup(leader, 'SIGKILL'), options.killAfter);
  }
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });

  try {
    const exit = await untilExit(child);
    await killGroup(child.pid!);
    await Promise.race([closed, sleep(LONGEST_DRAIN, undefined, { ref: false })]);
    return exit;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', end);
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
  }
}

function untilExit(child: ChildProcessWithoutNullStreams): Promise<ProcessExit> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
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
