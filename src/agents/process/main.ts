import { inspect } from 'node:util';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Agent } from '../agent.ts';
import { runAgent } from '../run-agent.ts';
import { CHANNEL_FD } from './frames.ts';
import { openHubChannel } from './hub-channel.ts';
import { createModuleLoader } from './module-loader.ts';
import { HubError, errorLocation, toSentError } from './sent-error.ts';
import { exitWithHub } from './exit-with-hub.ts';

/*
 * The program of the process that runs one TypeScript agent for one run. The process starts before the hub knows which
 * agent it will run, so it loads everything else in advance.
 */

exitWithHub();
for (const output of [process.stdout, process.stderr]) makeBlocking(output);
const channel = openHubChannel(new Socket({ fd: CHANNEL_FD }));
const loader = createModuleLoader();
const { file, variables, compiled } = await channel.start;
Object.assign(process.env, variables);
process.argv = [process.argv[0]!, file];

/**
 * Makes writes to an output synchronous. Otherwise, output would be buffered in memory, and lost when the process
 * exits. Streams have no public method for this: https://github.com/nodejs/node/issues/784
 */
function makeBlocking(output: object): void {
  const handle = Reflect.get(output, '_handle') as { setBlocking?(isBlocking: boolean): void } | undefined;
  handle?.setBlocking?.(true);
}

/** Reports to the hub why the run fails. The hub uses the first report. */
function fail(error: unknown, how = ''): void {
  if (channel.host.signal.aborted) process.exit(1); // the run has ended
  const isFromHub = error instanceof HubError;
  if (!isFromHub) process.stderr.write(`${how}${typeof error === 'string' ? error : inspect(error)}\n`);
  const { message, ...sent } = toSentError(error);
  const place = isFromHub ? null : errorLocation(error, dirname(file));
  channel.send({ type: 'threw', error: { ...sent, message: how + message }, isFromHub, place });
}

process.on('uncaughtException', (error) => fail(error, 'uncaught error: '));
process.on('unhandledRejection', (reason) =>
  fail(reason, reason instanceof HubError ? '' : 'unhandled rejection: '),
);

try {
  const updated = loader.compile(file, compiled);
  if (updated) channel.send({ type: 'compiled', compiled: updated });
  channel.send({ type: 'begin' });
  await channel.flush(); // before the agent's code can write to the channel
  const agent = await loader.load(file);
  if (typeof agent !== 'function') throw new Error(`${file} has no function as its default export`);
  await runAgent(agent as Agent, channel.host);
  channel.send({ type: 'returned' });
} catch (error) {
  fail(error);
}
