import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPseudoTerminal } from '../../cli/support/pseudo-terminal.ts';
import { startHub } from '../hub/processes.ts';
import { quantile } from '../quantile.ts';

const ROUNDS = 21;

/** Measures the time from the start of `symposium agent interactive` to its prompt, in milliseconds. */
async function timeToPrompt(hub: string): Promise<number> {
  const start = performance.now();
  const terminal = openPseudoTerminal(['agent', 'interactive', 'symposium/assistant', '--stream'], { hub });
  await terminal.untilShown('›');
  const time = performance.now() - start;
  await terminal.stop();
  return time;
}

/** Measures the time from the start of an empty Node program to its end, which every program takes. */
async function timeOfNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

function shown(times: readonly number[], part: number): string {
  return `${Math.round(quantile(times, part) ?? NaN)} ms`;
}

const folder = await mkdtemp(join(tmpdir(), 'symposium-bench-'));
const hub = await startHub({ DATA_DIR: folder, PORT: '0' });
const prompt: number[] = [];
const node: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  node.push(await timeOfNode());
  prompt.push(await timeToPrompt(hub.url));
}
await hub.stop();
await rm(folder, { recursive: true });
process.stdout.write(
  `${ROUNDS} rounds, taken in turn | median | 9 in 10 within\n` +
    `symposium, to its prompt | ${shown(prompt, 0.5)} | ${shown(prompt, 0.9)}\n` +
    `node -e 0                | ${shown(node, 0.5)} | ${shown(node, 0.9)}\n`,
);
