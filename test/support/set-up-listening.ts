import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { afterEach } from 'vitest';

/** Gives a function that lets a server listen on a free port, which it returns. The server is closed after the test. */
export function setUpListening(): (server: Server) => Promise<number> {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });
  return async (server) => {
    open.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
}
