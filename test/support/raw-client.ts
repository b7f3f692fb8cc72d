import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sends bytes as a test likes, and never fails: what becomes of its connection is for the test to see. */
export interface RawClient {
  readonly socket: Socket;
  /** What it has been sent so far. */
  readonly received: string;
  /** Sends this, if the connection still takes anything. */
  send(text: string): void;
  /** Waits until it has been sent what matches. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end of its connection, and returns all that it has been sent. */
  closed(): Promise<string>;
}

/** Connects to a port of this machine. */
export async function connectRaw(port: number, localAddress = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => {}); // the other end may be done with it at any time
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

/** The head of a request, as it is sent. */
export function head(method: string, path: string, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
