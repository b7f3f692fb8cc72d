import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between a client and a server that can be cut. */
export interface CuttingProxy {
  /** Where clients connect instead. */
  readonly url: string;
  /** Breaks every connection that is open now. New ones are taken as before. */
  cut(): void;
  /** Breaks the next connection once so many bytes of the server's have passed. */
  cutNext(bytes: number): void;
  stop(): Promise<void>;
}

/** Starts a TCP proxy on a free port, in front of a server such as `http://127.0.0.1:41234`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let bytesOfNext = Infinity;

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => {}); // told by 'close', which follows
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    let rest = bytesOfNext;
    bytesOfNext = Infinity;
    upstream.on('data', (bytes: Buffer) => {
      if (bytes.length >= rest) client.end(bytes.subarray(0, rest));
      else client.write(bytes);
      rest -= bytes.length;
    });
    upstream.on('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    cutNext(bytes) {
      bytesOfNext = bytes;
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
