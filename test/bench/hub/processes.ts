import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processMemory } from '../../support/process-memory.ts';
import type { Report, Watch } from './viewers.ts';

const TYPESCRIPT = ['--import', 'jiti/register'];
/** Timeout for a garbage collection of a server, in milliseconds. */
const COLLECTING = 1_000;
const READY = /is at (\S+),/;

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A server in its own process. */
export interface ServerProcess {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly pid: number;
  /** Returns its memory after a garbage collection, in bytes; null if the system has no `/proc`. */
  memory(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the built hub of this project or of `BENCH_DIST`. `BENCH_NODE_OPTIONS` are options of Node, such as `--cpu-prof`. */
export function startHub(variables: Record<string, string>): Promise<ServerProcess> {
  const options = process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? [];
  const built = process.env['BENCH_DIST'] ?? path('../../../dist');
  return start([...options, join(built, 'hub/server.js')], variables);
}

/** Starts the server that uses only `node:http`. */
export function startBareServer(): Promise<ServerProcess> {
  return start([...TYPESCRIPT, path('bare-server.ts')], {});
}

async function start(args: string[], variables: Record<string, string>): Promise<ServerProcess> {
  const collect = ['--expose-gc', '--import', path('../../support/collect-on-signal.mjs')];
  const child = spawn(process.execPath, [...collect, ...args], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const named = READY.exec(said)?.[1];
      if (named) resolve(named);
    });
    child.on('close', () => reject(new Error('The server ended before it was ready: npm run build first.')));
  });
  return { url, pid: child.pid!, memory: () => memoryOf(child), stop: () => stop(child, 'SIGTERM') };
}

async function memoryOf(server: ChildProcess): Promise<number | null> {
  server.kill('SIGUSR2');
  await sleep(COLLECTING);
  return processMemory(server.pid!);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

/** Viewers of one stream, in their own process. */
export interface Viewers {
  /** Settles when all have ended. */
  readonly ended: Promise<Extract<Report, { type: 'ended' }>>;
  stop(): Promise<void>;
}

/** Opens viewers. Settles when all are open. */
export async function openViewers(watch: Watch): Promise<Viewers> {
  const child = fork(path('viewers.ts'), { execArgv: TYPESCRIPT });
  const nextReport = async <Type extends Report['type']>(type: Type) => {
    for (;;) {
      const [report] = (await Promise.race([once(child, 'message'), failed])) as [Report];
      if (report.type === type) return report as Extract<Report, { type: Type }>;
    }
  };
  const failed = once(child, 'exit').then(() => {
    throw new Error('The viewers ended before their stream did.');
  });
  failed.catch(() => {}); // reported to the caller that waits for a report
  child.send(watch);
  await nextReport('opened');
  return { ended: nextReport('ended'), stop: () => stop(child, 'SIGKILL') };
}
