import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { freePort, startOnPort } from './free-port.ts';

const SERVER = fileURLToPath(new URL('../../dist/hub/server.js', import.meta.url));
/** Only the fast compiler for Postgres in WebAssembly: the optimizing one does not pay off within a test. */
const NODE = [process.execPath, '--liftoff-only'];
/** Makes a process collect its garbage on SIGUSR2. */
const COLLECTING = ['--expose-gc', '--import', new URL('collect-on-signal.mjs', import.meta.url).href];
const SANDBOX_LINE = /^.*"message":"Agents run (in|without) a sandbox.*\n/m;
const READY = /^Symposium is at (\S+),/m;

/** Removes the line of a hub's output that names the sandbox, which depends on the machine. */
export function withoutSandbox(stderr: string): string {
  return stderr.replace(SANDBOX_LINE, '');
}

/** The exit of a hub process and its output. */
export interface HubExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Without the line that names the sandbox, which depends on the machine. */
  stderr: string;
}

/** The built hub in its own process. */
export interface HubProcess {
  /** Such as `http://127.0.0.1:41234`; the same after a restart. */
  readonly url: string;
  readonly dataDir: string;
  /** The process id, which changes with a restart. */
  readonly pid: number;
  /** Sends the signal and waits for the exit. */
  kill(signal: NodeJS.Signals): Promise<HubExit>;
  /** Sends a signal that does not end the process. */
  signal(signal: NodeJS.Signals): void;
  /** Waits for the exit. */
  ended(): Promise<HubExit>;
  /** Starts it again after a `kill`, on the same port and data, with other limits if given. */
  restart(limits?: HubLimits): Promise<void>;
  /** Ends the process if it still runs, and removes its data. */
  stop(): Promise<void>;
}

/** Limits that the operating system enforces. */
interface HubLimits {
  /** Maximum file size in kilobytes; null for no limit. */
  largestFile?: number | null;
  /** Maximum number of open files. */
  openFiles?: number;
  /** Whether file permissions apply even if the tests run as root. */
  obeysPermissions?: boolean;
}

interface StartOptions {
  limits?: HubLimits;
  /** Whether its data folder is empty, so that it makes its database, which takes seconds. */
  isFirstStart?: boolean;
  /** Whether it collects its garbage on SIGUSR2, which would end it otherwise. */
  collectsOnSignal?: boolean;
}

/** Starts a hub on a free port with a new data folder, and waits until it is ready. */
export async function startHub(
  variables: Record<string, string> = {},
  { limits, isFirstStart = false, collectsOnSignal = false }: StartOptions = {},
): Promise<HubProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'symposium-hub-'));
  if (!isFirstStart) await cp(inject('migratedData').folder, dataDir, { recursive: true });
  let running: RunningHub | null = null;
  let url = '';
  let allowed = limits;

  async function start(port: string): Promise<string> {
    const flags = collectsOnSignal ? COLLECTING : [];
    running = spawnHub({ PORT: port, DATA_DIR: dataDir, ...variables }, dataDir, allowed, flags);
    return running.ready;
  }

  async function restart(changed = allowed): Promise<void> {
    allowed = changed;
    await startOnPort(() => start(new URL(url).port));
  }

  async function ended(): Promise<HubExit> {
    if (!running) throw new Error('The hub does not run.');
    const ending = running;
    const how = await ending.exit;
    if (running === ending) running = null;
    return how;
  }

  async function kill(signal: NodeJS.Signals): Promise<HubExit> {
    running?.process.kill(signal);
    return ended();
  }

  async function stop(): Promise<void> {
    if (running) await kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }

  try {
    url = await startOnPort(async () => start(String(await freePort()))); // kept for restarts
    return {
      url,
      dataDir,
      get pid() {
        return running!.process.pid!;
      },
      kill,
      ended,
      signal: (signal) => void running?.process.kill(signal),
      restart,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a hub that is expected to exit by itself, in a working folder. Returns its exit. */
export async function runHub(
  variables: Record<string, string>,
  folder: string,
  limits?: HubLimits,
): Promise<HubExit> {
  const { process, ready, exit } = spawnHub({ PORT: '0', ...variables }, folder, limits);
  try {
    const url = await ready.catch(() => null);
    if (url) throw new Error(`The hub was expected to refuse, but is ready at ${url}.`);
    return await exit;
  } finally {
    process.kill('SIGKILL');
    await exit;
  }
}

/** Starts a hub on a data folder, and kills it as soon as this file exists in this new folder. */
export async function killStartingHub(dataDir: string, folder: string, file: string): Promise<void> {
  const { process, exit } = spawnHub({ PORT: '0', DATA_DIR: dataDir }, dataDir);
  try {
    await untilAvailable(dataDir, folder);
    await untilAvailable(join(dataDir, folder), file);
  } finally {
    process.kill('SIGKILL');
    await exit;
  }
}

async function untilAvailable(folder: string, name: string): Promise<void> {
  const watching = watch(folder);
  while (!existsSync(join(folder, name))) await once(watching, 'change');
  watching.close();
}

interface RunningHub {
  process: ChildProcess;
  /** The address that the hub prints when it is ready. */
  ready: Promise<string>;
  exit: Promise<HubExit>;
}

/**
 * The hub gets only the given variables, and the `.env` of its working folder. Titles by the model are off unless a
 * variable turns them on, so that a test knows which requests its model server gets.
 */
function spawnHub(
  variables: Record<string, string>,
  folder: string,
  limits: HubLimits = {},
  flags: readonly string[] = [],
): RunningHub {
  const [command, ...args] = within(limits, ...NODE, ...flags, SERVER);
  const child = spawn(command!, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], MODEL_TITLES: 'off', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close');
  const exit = (async (): Promise<HubExit> => {
    const [code, signal] = await ended;
    return { code, signal, stdout, stderr: withoutSandbox(stderr) };
  })();
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const url = READY.exec(stdout)?.[1];
      if (url) resolve(url);
    });
    child.on('close', () => reject(new Error(`The hub ended before it was ready.\n${stderr}`)));
  });
  ready.catch(() => {}); // not awaited by callers that wait for the exit
  return { process: child, ready, exit };
}

/** Starts a program as root, without root's right to ignore file permissions. */
const WITHOUT_OVERRIDE = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

/** A write beyond the limit then fails, as on a full disk. Without the trap it would end the process. */
function within({ largestFile, openFiles, obeysPermissions }: HubLimits, ...program: string[]): string[] {
  const command = obeysPermissions ? [...WITHOUT_OVERRIDE, ...program] : program;
  const set: string[] = [];
  // A shell counts in blocks of 512 bytes.
  if (largestFile !== undefined && largestFile !== null)
    set.push(`trap '' XFSZ; ulimit -f ${2 * largestFile}`);
  if (openFiles !== undefined) set.push(`ulimit -n ${openFiles}`);
  return set.length === 0 ? command : ['sh', '-c', `${set.join('; ')}; exec "$@"`, 'sh', ...command];
}
