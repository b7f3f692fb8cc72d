import { fileURLToPath } from 'node:url';
import type { StdioServer } from '../../../src/hub/mcp/mcp-config.ts';

const PROGRAM = fileURLToPath(new URL('stdio-server.mjs', import.meta.url));

/** What the program of the tests does. */
interface StdioServerOptions {
  tools?: readonly string[];
  pageSize?: number;
  /** Gets `started …` with its process id, `waits` and `cancelled`. */
  logUrl?: string;
  /** Whether it exits before it answers. */
  startsBadly?: boolean;
  /** Whether it stays when its input ends, and on SIGTERM. */
  ignoresEnd?: boolean;
  /** Whether it prints a line that is no message. */
  chatters?: boolean;
}

/** How to start the server of the tests over stdio. */
export function stdioServer(options: StdioServerOptions = {}, env: Record<string, string> = {}): StdioServer {
  return { command: process.execPath, args: [PROGRAM, JSON.stringify(options)], env };
}
