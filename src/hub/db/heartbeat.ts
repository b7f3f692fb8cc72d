import type { Socket } from 'node:net';
import type { Client } from 'pg';

/** How often a connection is tried, and how long its server may take to answer. In milliseconds. */
export interface Heartbeat {
  interval: number;
  patience: number;
}

/**
 * Tries a connection again and again, and destroys its socket where the server does not answer in time: a server that hangs,
 * or that the network does not reach any more, may keep a connection open for many minutes. It ends with the socket.
 */
export function startHeartbeat(client: Client, socket: Socket, { interval, patience }: Heartbeat): void {
  let timer: NodeJS.Timeout;

  function wait(): void {
    if (!socket.destroyed) timer = setTimeout(() => void beat(), interval);
  }

  async function beat(): Promise<void> {
    let isAnswered = false;
    timer = setTimeout(() => {
      // Where this process was busy for as long, the answer may be there, and is read first.
      setImmediate(() => {
        if (!isAnswered) socket.destroy(new Error(`The database did not answer for ${patience / 1_000} s.`));
      });
    }, patience);
    try {
      await client.query('select 1');
      isAnswered = true;
    } catch {
      return; // the connection is lost, and the client emits that
    } finally {
      clearTimeout(timer);
    }
    wait();
  }

  socket.once('close', () => clearTimeout(timer));
  wait();
}
