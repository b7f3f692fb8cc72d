import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections and to who asks for any port: nobody is given one of these meanwhile. */
const PORTS = { from: 20_000, to: 32_000 };

/** A port of 127.0.0.1 that is free, for a program that cannot choose one itself, or is to come back to it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
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
