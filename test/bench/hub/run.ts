import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createHubClient } from '../../support/hub-client.ts';
import { startModelServer } from './model-server.ts';
import { now, type Pace } from './pace.ts';
import { openViewers, startBareServer, startHub, type ServerProcess } from './processes.ts';

/** A number of viewers of one stream. */
interface Scenario extends Pace {
  viewers: number;
}

/** The results of a scenario. */
interface Result {
  framesPerSecond: number;
  /** Latency from chunk to frame in milliseconds. */
  median: number;
  p99: number;
  /** Bytes per stream; null if it was not measured, or with too few streams to separate them from the rest. */
  memory: number | null;
}

/** A server and how to start a stream on it. */
interface Contestant {
  name: string;
  server: ServerProcess;
  /** Prepares a stream. Returns its path, and a function that starts it at this pace. */
  prepare(): Promise<{ path: string; stream(pace: Pace): Promise<void> }>;
}

/** Minimum number of streams: with fewer, the memory of the server itself outweighs that of its streams. */
const MIN_STREAMS_FOR_MEMORY = 1_000;

const SCENARIOS: Scenario[] = [
  { viewers: 1, deltas: 500, interval: 10 },
  { viewers: 200, deltas: 500, interval: 10 },
  { viewers: 2_000, deltas: 300, interval: 100 },
  { viewers: 9_000, deltas: 15, interval: 1_000 },
  { viewers: 200, deltas: 5_000, interval: 0 },
  { viewers: 2_000, deltas: 500, interval: 0 },
];

/** How long a server works after many connections have opened, in milliseconds. */
const SETTLING = 1_500;

async function measure({ server, prepare }: Contestant, scenario: Scenario): Promise<Result> {
  const { viewers: count, deltas } = scenario;
  const { hostname: host, port } = new URL(server.url);
  const { path, stream } = await prepare();
  await sleep(SETTLING);
  const before = await server.memory();
  const viewers = await openViewers({ count, host, port: Number(port), path, deltas });
  await sleep(SETTLING);
  const after = await server.memory();
  const start = now();
  await stream(scenario);
  const { at, broken, delays } = await viewers.ended;
  await viewers.stop();
  if (broken > 0) throw new Error(`${broken} of ${count} viewers were broken off.`);
  return {
    framesPerSecond: (count * deltas) / ((at - start) / 1_000_000),
    median: delays[Math.floor(delays.length / 2)] ?? NaN,
    p99: delays[Math.floor(delays.length * 0.99)] ?? NaN,
    memory:
      before === null || after === null || count < MIN_STREAMS_FOR_MEMORY ? null : (after - before) / count,
  };
}

/** Runs a scenario on a server that has been started and warmed up. */
async function measureFresh(contestant: Contestant, scenario: Scenario): Promise<Result> {
  try {
    await measure(contestant, { viewers: 20, deltas: 200, interval: 0 });
    return await measure(contestant, scenario);
  } finally {
    await contestant.server.stop();
  }
}

async function bareContestant(): Promise<Contestant> {
  const server = await startBareServer();
  return {
    name: 'bare',
    server,
    prepare: async () => ({
      path: '/',
      async stream(pace) {
        await fetch(server.url, { method: 'POST', body: JSON.stringify(pace) });
      },
    }),
  };
}

async function hubContestant(model: Awaited<ReturnType<typeof startModelServer>>, dataDir: string) {
  const server = await startHub({
    PORT: '0',
    DATA_DIR: await mkdtemp(join(dataDir, 'hub-')),
    AGENTS_DIR: fileURLToPath(new URL('agents', import.meta.url)),
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'paced',
    MODEL_TITLES: 'off',
    MAX_STREAMS_PER_ACCOUNT: '100000',
    MAX_CONNECTIONS: '100000',
    MAX_CONNECTIONS_PER_ADDRESS: '100000',
    LOG_LEVEL: 'warn',
  });
  const client = createHubClient(server.url);
  return {
    name: 'hub',
    server,
    async prepare() {
      const run = await client.ask('bench/relay/1.0.0', 'Go on.');
      const completion = await model.nextCompletion();
      return { path: `/v1/threads/${run.thread_id}/stream/${run.id}`, stream: completion.stream };
    },
  };
}

/** Returns the maximum number of open files of a process. Each stream is one. */
function mostOpenFiles(): number {
  if (process.platform === 'win32') return Infinity;
  const limit = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const columns = [8, 11, 6, 12, 10, 10, 14];
function printRow(cells: string[]): void {
  print(cells.map((cell, at) => cell.padStart(columns[at] ?? 0)).join(' '));
}

function printResult({ viewers, interval }: Scenario, name: string, result: Result): void {
  const { framesPerSecond, median, p99, memory } = result;
  printRow([
    String(viewers),
    interval === 0 ? 'unbounded' : `${1_000 / interval}/s`,
    name,
    framesPerSecond.toFixed(0),
    interval === 0 ? '-' : `${median.toFixed(2)} ms`,
    interval === 0 ? '-' : `${p99.toFixed(2)} ms`,
    memory === null ? '-' : `${(memory / 1024).toFixed(1)} KiB`,
  ]);
}

const chosen = process.argv.slice(2).map(Number);
const dataDir = await mkdtemp(join(tmpdir(), 'symposium-bench-'));
const model = await startModelServer();
try {
  printRow(['viewers', 'deltas', 'server', 'frames/s', 'median', 'p99', 'memory/stream']);
  for (const [index, scenario] of SCENARIOS.entries()) {
    if (chosen.length > 0 && !chosen.includes(index + 1)) continue;
    if (mostOpenFiles() < scenario.viewers + 200) {
      print(
        `${scenario.viewers} viewers need more open files: raise "ulimit -n" above ${scenario.viewers + 200}.`,
      );
      continue;
    }
    const bare = await measureFresh(await bareContestant(), scenario);
    printResult(scenario, 'bare', bare);
    const hub = await measureFresh(await hubContestant(model, dataDir), scenario);
    printResult(scenario, 'hub', hub);
    print(
      `${' '.repeat(28)}hub to bare: ${(hub.framesPerSecond / bare.framesPerSecond).toFixed(2)} times the frames/s`,
    );
  }
} finally {
  model.close();
  await rm(dataDir, { recursive: true, force: true });
}
