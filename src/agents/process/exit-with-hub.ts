import { Worker } from 'node:worker_threads';

/** JavaScript, because a worker has no TypeScript loader. A worker has its own thread, so it works while the agent is busy. */
const WORKER_CODE = `
const { Socket } = require('node:net');
const end = () => process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL');
new Socket({ fd: 0 }).on('error', () => undefined).on('close', end).resume();
`;

/**
 * Kills this process and its process group when the hub exits: the hub keeps our standard input open while it runs, and
 * never writes to it.
 */
export function exitWithHub(): void {
  const limits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(WORKER_CODE, { eval: true, env: {}, resourceLimits: limits }).unref();
}
