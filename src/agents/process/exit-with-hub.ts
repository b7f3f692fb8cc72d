import { Worker } from 'node:worker_threads';

/** JavaScript, because a worker gets no loader. It has a thread of its own, so that it works while the agent spins. */
const WATCH = `
const { Socket } = require('node:net');
const end = () => process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL');
new Socket({ fd: 0 }).on('error', () => undefined).on('close', end).resume();
`;

/**
 * Ends this process, and all in its group, when the hub has gone: the hub holds our standard input open for as long as
 * it lives, and never writes to it.
 */
export function exitWithHub(): void {
  const limits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(WATCH, { eval: true, env: {}, resourceLimits: limits }).unref();
}
