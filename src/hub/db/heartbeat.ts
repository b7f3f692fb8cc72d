import type { Socket } from 'node:net';
import type { Client } from 'pg';

/** Time between two checks of a connection, and maximum time for the server's answer, in milliseconds. */
export interface Heartbeat {
  interval: number;
  patience: number;
}

/**
 * Checks a connection at intervals, and destroys its socket if the server does not answer in time. Otherwise, the
 * connection to a server that hangs or cannot be reached may stay open for many minutes. The checks end when the
 * socket closes.
 */
export function startHeartbeat(client: Client, socket: Socket, { interval, patience }: Heartbeat): void {
  let timer: NodeJS.Timeout;

  function wait(): void {
    if (!socket.destroyed) timer = setTimeout(() => void beat(), interval);
  }

  async function beat(): Promise<void> {
    let isAnswered = false;
    timer = setTimeout(() => {
      // If this process was busy, the answer may have arrived already. It is read before this callback.
      setImmediate(() => {
        if (!isAnswered) socket.destroy(new Error(`The database did not answer for ${patience / 1_000} s.`));
      });
    }, patience);
    try {
      await client.query('select 1');
      isAnswered = true;
    } catch {
      return; // the connection is lost, and the client emits an event for that
    } finally {
      clearTimeout(timer);
    }
    wait();
  }

  socket.once('close', () => clearTimeout(timer));
  wait();
}
