import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP client that sends any bytes and ignores errors of its connection, which the test checks. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything received so far. */
  readonly received: string;
  /** Sends this if the connection is still writable. */
  send(text: string): void;
  /** Waits until the received text matches, and returns it. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end of the connection, and returns everything received. */
  closed(): Promise<string>;
}

/** Connects to a port of this machine. */
export async function connectRaw(port: number, localAddress = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => {}); // the server may close it at any time
  const end = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([once(socket, 'connect'), end]);
  return {
    socket,
    get received() {
      return received;
    },
    send: (text) => void (socket.writable && socket.write(text, 'latin1')),
    async until(pattern) {
      while (!pattern.test(received)) {
        if (socket.destroyed) throw new Error(`The connection ended after: ${received}`);
        await Promise.race([new Promise((resolve) => socket.once('data', resolve)), end]);
      }
      return received;
    },
    async closed() {
      await end;
      return received;
    },
  };
}

/** Returns the head of an HTTP request as it is sent. */
export function head(method: string, path: string, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
