import { Worker } from 'node:worker_threads';

/**
 * Code of the worker. It is JavaScript, because workers have no TypeScript loader. The worker has its own thread, so it
 * also runs while the agent is busy.
 */
const WORKER_CODE = `
const { Socket } = require('node:net');
const end = () => process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL');
new Socket({ fd: 0 }).on('error', () => undefined).on('close', end).resume();
`;

/**
 * Starts a worker that kills this process and its process group when the hub exits. The hub keeps this process's
 * standard input open while it runs, and never writes to it: when the input closes, the hub has exited.
 */
export function exitWithHub(): void {
  const limits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(WORKER_CODE, { eval: true, env: {}, resourceLimits: limits }).unref();
}
