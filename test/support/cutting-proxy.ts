import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy whose connections a test can break. */
export interface CuttingProxy {
  /** The address that clients connect to in place of the server's. */
  readonly url: string;
  /** Breaks all open connections. New connections are still accepted. */
  cut(): void;
  /** Breaks the next connection after this many bytes from the server. */
  cutNext(bytes: number): void;
  /** Breaks the next connection when the server has sent this text, anywhere in its answer. */
  cutNextAfter(text: Buffer): void;
  /** Number of connections so far. */
  readonly connections: number;
  stop(): Promise<void>;
}

/** Starts a TCP proxy on a free port, in front of a server such as `http://127.0.0.1:41234`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let bytesOfNext = Infinity;
  let textOfNext: Buffer | null = null;
  let connections = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    connections += 1;
    let rest = bytesOfNext;
    bytesOfNext = Infinity;
    const text = textOfNext;
    textOfNext = null;
    let passed = Buffer.alloc(0);
    upstream.on('data', (bytes: Buffer) => {
      if (text && rest === Infinity) {
        const before = passed.length;
        passed = Buffer.concat([passed, bytes]);
        const at = passed.indexOf(text);
        if (at >= 0) rest = at + text.length - before;
      }
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
    cutNextAfter(text) {
      textOfNext = text;
    },
    get connections() {
      return connections;
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
