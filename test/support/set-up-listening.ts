import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { afterEach } from 'vitest';

/** Returns a function that makes a server listen on a free port and returns the port. The server is closed after the test. */
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
