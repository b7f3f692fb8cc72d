import type { Socket } from 'node:net';
import type { Client } from 'pg';

/** How often a connection is checked, and how long its server may take to answer, in milliseconds. */
export interface Heartbeat {
  interval: number;
  patience: number;
}

/**
 * Checks a connection in intervals, and destroys its socket if the server does not answer in time. A server that
 * hangs or cannot be reached may otherwise keep a connection open for many minutes. The heartbeat ends with the
 * socket.
 */
export function startHeartbeat(client: Client, socket: Socket, { interval, patience }: Heartbeat): void {
  let timer: NodeJS.Timeout;

  function wait(): void {
    if (!socket.destroyed) timer = setTimeout(() => void beat(), interval);
  }

  async function beat(): Promise<void> {
    let isAnswered = false;
    timer = setTimeout(() => {
      // If this process was busy, the answer may already be there. It is read first.
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
