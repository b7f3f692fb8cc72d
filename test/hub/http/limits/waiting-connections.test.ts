import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startHub } from '../../../support/hub-process.ts';

/** More than Node’s default backlog, but fewer than one address may have. */
const AT_ONCE = 900;

/** The maximum backlog of the system. */
function mostThatWait(): number {
  if (process.platform !== 'linux') return 0;
  return Number(readFileSync('/proc/sys/net/core/somaxconn', 'latin1'));
}

it.skipIf(mostThatWait() < AT_ONCE)('lets hundreds of connections wait while it is busy', async () => {
  const hub = await startHub();
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await hub.stop();
  });
  hub.signal('SIGSTOP'); // it is too busy to accept connections
  const port = Number(new URL(hub.url).port);
  for (let at = 0; at < AT_ONCE; at++) sockets.push(connect({ port, host: '127.0.0.1' }));
  await Promise.all(sockets.map((socket) => once(socket, 'connect'))); // otherwise the system would let them retry later
  hub.signal('SIGCONT');
  expect((await fetch(`${hub.url}/health`)).status).toBe(200);
});
