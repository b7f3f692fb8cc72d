import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Listens on a free port, and keeps idle connections open: a test may be about to use one. */
export async function listen(handle: RequestListener) {
  const server = createServer({ keepAliveTimeout: 0 }, handle).listen(0, '127.0.0.1');
  const connections: Socket[] = [];
  server.on('connection', (socket) => connections.push(socket));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    bytesReceived: () => connections.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    async close() {
      server.close();
      server.closeAllConnections(); // streams, and what clients keep alive
      await once(server, 'close');
    },
  };
}
