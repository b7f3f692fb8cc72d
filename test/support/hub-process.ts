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
/** Postgres in WebAssembly is compiled in no time that pays off for a test: only the fast compiler, a third less work. */
const NODE = [process.execPath, '--liftoff-only'];
/** Lets a process collect its garbage when it is told to. */
const COLLECTING = ['--expose-gc', '--import', new URL('collect-on-signal.mjs', import.meta.url).href];
const SANDBOX_LINE = /^.*"message":"Agents run (in|without) a sandbox.*\n/m;
const READY = /^Symposium is at (\S+),/m;

/** What a hub has written, but for the line that says which sandbox it has found: that depends on the machine. */
export function withoutSandbox(stderr: string): string {
  return stderr.replace(SANDBOX_LINE, '');
}

/** How a hub process ended, and what it wrote. */
export interface HubExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** But for the line that says which sandbox was found: that depends on the machine. */
  stderr: string;
}

/** The built hub as a process of its own. */
export interface HubProcess {
  /** Such as `http://127.0.0.1:41234`; the same after a restart. */
  readonly url: string;
  readonly dataDir: string;
  /** The process, which is another one after a restart. */
  readonly pid: number;
  /** Sends the signal, and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<HubExit>;
  /** Sends a signal that it survives. */
  signal(signal: NodeJS.Signals): void;
  /** Waits for it to end by itself. */
  ended(): Promise<HubExit>;
  /** Starts it again after a `kill`, on the same port and data, and within other limits if so. */
  restart(limits?: HubLimits): Promise<void>;
  /** Ends the process, if it still runs, and removes its data. */
  stop(): Promise<void>;
}

/** What the operating system allows the process. */
interface HubLimits {
  /** How large a file it may write, in kilobytes; null: any. */
  largestFile?: number | null;
  /** How many files it may have open. */
  openFiles?: number;
  /** It may not write what belongs to another user, even where the tests run as root. */
  obeysPermissions?: boolean;
}

interface StartOptions {
  limits?: HubLimits;
  /** Whether it starts for the first time and makes its database, which takes seconds. */
  isFirstStart?: boolean;
  /** Whether it collects its garbage on SIGUSR2, which ends any other. */
  collectsOnSignal?: boolean;
}

/** Starts the hub on a free port and a data folder of its own, and waits until it is ready. */
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
    url = await startOnPort(async () => start(String(await freePort()))); // the same after a restart
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

/** Runs a hub in a working folder where it is expected to end by itself, and gives how it did. */
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

/** Starts a hub on a data folder, and kills it as soon as there is a file in a new folder in that. */
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
  /** The address that the hub names when it is ready. */
  ready: Promise<string>;
  exit: Promise<HubExit>;
}

/**
 * Only the given variables reach the hub, and no `.env` but one in its working folder. The model is asked for no
 * titles unless they say so: a test knows what its model server is asked.
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
  ready.catch(() => {}); // whoever waits for the end has no use for it
  return { process: child, ready, exit };
}

/** Starts a program that keeps root's user id, but not root's right to read and write what permissions deny. */
const WITHOUT_OVERRIDE = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

/** A write beyond a limit then fails, as on a full disk; without the trap it would end the process. */
function within({ largestFile, openFiles, obeysPermissions }: HubLimits, ...program: string[]): string[] {
  const command = obeysPermissions ? [...WITHOUT_OVERRIDE, ...program] : program;
  const set: string[] = [];
  // A shell counts in blocks of 512 bytes.
  if (largestFile !== undefined && largestFile !== null)
    set.push(`trap '' XFSZ; ulimit -f ${2 * largestFile}`);
  if (openFiles !== undefined) set.push(`ulimit -n ${openFiles}`);
  return set.length === 0 ? command : ['sh', '-c', `${set.join('; ')}; exec "$@"`, 'sh', ...command];
}
