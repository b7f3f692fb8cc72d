import type { ServerTool } from '../../../agents/agent-host.ts';
import type { ServerToolCall, ServerToolOutput } from '../../../protocol/server-tool.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import type { RunServers } from '../../mcp/run-servers.ts';
import { runIsOver, type ActiveRun, type ActiveRuns } from '../active-run.ts';

/** The MCP servers of runs whose agents use the hub over HTTP. */
export interface RunMcpServers {
  /**
   * Returns the tools of a server, and starts it if it has not been used in this run.
   * @throws RefusedError (`conflict`) if the server is not allowed or cannot be used, or the run has ended
   */
  serverTools(runId: string, server: string): Promise<ServerTool[]>;
  /**
   * Calls a tool of a server.
   * @throws RefusedError (`conflict`) if the run has ended
   */
  callServerTool(runId: string, server: string, call: ServerToolCall): Promise<ServerToolOutput>;
}

/** Creates the access to the servers of active runs. */
export function createRunMcpServers(runs: ActiveRuns): RunMcpServers {
  /** Uses the servers of a run. What fails because the run ends is refused. */
  async function using<Result>(
    runId: string,
    use: (servers: RunServers) => Promise<Result>,
    onError: (error: Error) => Result,
  ): Promise<Result> {
    const run = runs.get(runId);
    if (!run?.servers || hasEnded(run)) throw runIsOver(runId);
    try {
      return await use(run.servers);
    } catch (error) {
      if (hasEnded(run)) throw runIsOver(runId);
      return onError(error as Error);
    }
  }

  return {
    serverTools: (runId, server) =>
      using(
        runId,
        (servers) => servers.listTools({ [server]: 'all' }),
        ({ message }) => {
          throw new RefusedError('conflict', message, {
            code: 'mcp_server_unavailable',
            retryAfter: 'never',
          });
        },
      ),
    callServerTool: (runId, server, { tool, arguments: args }) =>
      using<ServerToolOutput>(
        runId,
        async (servers) => toOutput(await servers.callTool(server, tool, args)),
        ({ message }) => toOutput(message, true),
      ),
  };
}

function hasEnded({ controller }: ActiveRun): boolean {
  return controller.signal.aborted;
}

function toOutput(output: string, isError = false): ServerToolOutput {
  return { object: 'mcp.output', output, is_error: isError };
}
