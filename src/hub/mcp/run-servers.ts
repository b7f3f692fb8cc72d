import type { ChosenServerTools } from '../../agents/agent.ts';
import type { ServerTool } from '../../agents/agent-host.ts';
import type { McpServer } from './mcp-config.ts';
import type { ServerConnection } from './server-connection.ts';
import { SessionExpiredError } from './session-expired-error.ts';

/** The MCP servers of one run. Its functions throw errors that are in words for a model or a person. */
export interface RunServers {
  /**
   * Returns the tools of the run's servers, and starts those that have not been used yet.
   * @param chosen which tools; null for all tools of all servers in the agent's metadata
   */
  listTools(chosen: ChosenServerTools | null): Promise<ServerTool[]>;
  /** Calls a tool, and resolves to its output. A server that has ended is started again. */
  callTool(server: string, tool: string, args: Record<string, unknown>): Promise<string>;
  /** Resolves when the run has ended and all of its servers are gone. Never rejects. */
  readonly closed: Promise<void>;
}

interface RunServersOptions {
  /** The names of the servers in the metadata of the agent. */
  names: readonly string[];
  /** The servers that the operator allows. */
  servers: ReadonlyMap<string, McpServer>;
  /** Aborted when the run ends. */
  signal: AbortSignal;
  connect(name: string, server: McpServer, onClosed: () => void): Promise<ServerConnection>;
}

/** Creates the MCP servers of a run, without starting any. */
export function openRunServers({ names, servers, signal, connect }: RunServersOptions): RunServers {
  /** The connections that are used, by the name of their server. */
  const connections = new Map<string, Promise<ServerConnection>>();
  /** All connections that have not been closed yet. */
  const open = new Set<Promise<ServerConnection>>();

  function find(name: string): McpServer {
    if (!names.includes(name))
      throw new Error(
        `The agent’s metadata does not name the MCP server ${name}: add it to details.agent.mcp_servers.`,
      );
    const server = servers.get(name);
    if (!server) throw new Error(`${notAllowed(name)}.`);
    return server;
  }

  function connectionTo(name: string): Promise<ServerConnection> {
    const server = find(name);
    signal.throwIfAborted();
    const known = connections.get(name);
    if (known) return known;
    const connection = connect(name, server, () => forget(name, connection));
    connections.set(name, connection);
    open.add(connection);
    connection.catch(() => {
      forget(name, connection);
      open.delete(connection);
    });
    return connection;
  }

  /** The next use of the server opens a new connection. */
  function forget(name: string, connection: Promise<ServerConnection>): void {
    if (connections.get(name) === connection) connections.delete(name);
  }

  /** Uses a server. If its session has expired, it is used again in a new one. */
  async function using<Result>(
    name: string,
    use: (connection: ServerConnection) => Promise<Result>,
  ): Promise<Result> {
    const connection = connectionTo(name);
    try {
      return await use(await connection);
    } catch (error) {
      if (!(error instanceof SessionExpiredError)) throw error;
      forget(name, connection);
      return use(await connectionTo(name));
    }
  }

  async function toolsOf(name: string, choice: ChosenServerTools[string]): Promise<readonly ServerTool[]> {
    const tools = await using(name, (connection) => connection.listTools());
    if (choice === 'all') return tools;
    return choice.map((chosen) => {
      const tool = tools.find((one) => one.name === chosen);
      if (!tool) throw new Error(`The MCP server ${name} has no tool ${JSON.stringify(chosen)}.`);
      return tool;
    });
  }

  async function untilClosed(): Promise<void> {
    await new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener('abort', resolve, { once: true });
    });
    // Requests are cancelled by the same signal. The cancellations are sent before the connections close.
    await Promise.allSettled([...open].map(async (connection) => (await connection).close()));
  }

  return {
    async listTools(chosen) {
      const all = chosen ?? Object.fromEntries(names.map((name) => [name, 'all' as const]));
      const lists = Object.entries(all).map(([name, choice]) => toolsOf(name, choice));
      return (await Promise.all(lists)).flat();
    },
    callTool: (name, tool, args) => using(name, (connection) => connection.callTool(tool, args)),
    closed: untilClosed(),
  };
}

/** Says that a server is not allowed, and how that can be changed, without a full stop. */
export function notAllowed(name: string): string {
  return `The MCP server ${name} is not allowed on this hub: its operator can add it to the file in MCP_SERVERS`;
}
