import type { Server } from '@modelcontextprotocol/sdk/server/index.js';

export interface ToolServerOptions {
  /** Names of further tools. */
  tools?: readonly string[];
  /** Number of tools in a page of the list. */
  pageSize?: number;
  /** Tells the test what happens: `waits`, `cancelled`. */
  log?: (event: string) => Promise<void>;
  /** Ends the server in the middle of a call. */
  onDie: () => unknown;
}

export declare function createToolServer(options: ToolServerOptions): Server;
