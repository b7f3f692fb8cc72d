import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that most systems assign to connections and to servers that ask for port 0. */
const PORTS = { from: 20_000, to: 32_000 };

/**
 * The messages of the hub and of Postgres when their port is taken. For a moment after a `SIGKILL`, Postgres's own
 * processes still hold the port and the shared memory.
 */
const TAKEN =
  /Port \d+ is in use|Address already in use|pre-existing shared memory block|lock file "postmaster\.pid" already exists/;

/** Maximum number of starts when the port is taken. */
const MAX_STARTS = 40;

/**
 * Returns a free port of 127.0.0.1, for a program that cannot choose one itself or that restarts on the same port.
 * Another program may take it first: see `startOnPort`.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
  }
}

/**
 * Starts a program on a port that was free, and retries when the port has been taken in the meantime, for example by
 * an outgoing connection.
 *
 * @param start - rejects with the output of the program if that ends
 */
export async function startOnPort<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === MAX_STARTS || !TAKEN.test(String(error))) throw error;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
