import type { Dispatcher } from 'undici';
import { createProxyDispatcher, type Proxies } from '../net/proxy-dispatcher.ts';
import type { McpServer } from './mcp-config.ts';
import { openRunServers, type RunServers } from './run-servers.ts';

/** What the MCP servers of one run need to know about it. */
export interface McpRun {
  /** The names of the servers in the metadata of its agent. */
  names: readonly string[];
  /** Aborted when the run ends. */
  signal: AbortSignal;
}

/** The MCP servers that the operator allows. */
export interface McpServers {
  /** Returns the servers of one run. None is started before it is used. */
  openFor(run: McpRun): RunServers;
}

export interface McpServersOptions {
  servers: ReadonlyMap<string, McpServer>;
  proxies: Proxies;
  /** Maximum time of a start, and of a call without progress, in milliseconds. */
  timeout: number;
  /** Reports to the operator why a server cannot be used. */
  report(problem: string, error: unknown): void;
}

/**
 * Creates the MCP servers of a hub. Each run has connections of its own, which end with it: the state of a server, such
 * as a session or a file that is open, never reaches another run or account.
 */
export function createMcpServers({ servers, proxies, timeout, report }: McpServersOptions): McpServers {
  let dispatcher: Dispatcher | undefined;
  return {
    openFor: ({ names, signal }) =>
      openRunServers({
        names,
        servers,
        signal,
        async connect(name, server, onClosed) {
          // Loaded when the first server is used: the SDK takes time to load, and most hubs have no servers.
          const { openServerConnection } = await import('./server-connection.ts');
          dispatcher ??= createProxyDispatcher(proxies);
          return openServerConnection({ name, server, dispatcher, timeout, signal, onClosed }).catch(
            (error: Error) => {
              if (!signal.aborted) report(`The MCP server ${name} cannot be used`, error.cause ?? error);
              throw error;
            },
          );
        },
      }),
  };
}
