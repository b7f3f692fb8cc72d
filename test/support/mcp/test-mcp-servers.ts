import type { McpServer } from '../../../src/hub/mcp/mcp-config.ts';
import { createMcpServers, type McpServers } from '../../../src/hub/mcp/mcp-servers.ts';

/** The MCP servers that a hub of the tests allows. */
export interface TestMcpServers {
  servers: Readonly<Record<string, McpServer>>;
  /** Maximum time of a call without progress, in milliseconds. */
  timeout?: number;
}

/** Creates the MCP servers of a hub of the tests. */
export function createTestMcpServers(
  { servers, timeout = 60_000 }: TestMcpServers = { servers: {} },
  report: (problem: string, error: unknown) => void = () => undefined,
): McpServers {
  const proxies = { http: '', https: '', except: '' };
  return createMcpServers({ servers: new Map(Object.entries(servers)), proxies, timeout, report });
}
