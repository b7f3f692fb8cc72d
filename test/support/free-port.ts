import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that most systems give to connections, and to who asks for any port. */
const PORTS = { from: 20_000, to: 32_000 };

/**
 * What the programs that tests start say where another has their port: the hub, and Postgres. After a `SIGKILL` that
 * can be Postgres's own processes, for a moment, which hold its memory too.
 */
const TAKEN =
  /Port \d+ is in use|Address already in use|pre-existing shared memory block|lock file "postmaster\.pid" already exists/;

/** How often a program is started that cannot have its port. */
const TRIES = 40;

/**
 * A port of 127.0.0.1 that is free now, for a program that cannot choose one itself, or is to come back to it. It
 * may be another's before the program has it: see `startOnPort`.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
  }
}

/**
 * Starts a program on a port that was free, and again where that has become another's meanwhile, such as a
 * connection's, which systems give ports to as they like.
 *
 * @param start - rejects with what the program has said, if it ends instead
 */
export async function startOnPort<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === TRIES || !TAKEN.test(String(error))) throw error;
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
