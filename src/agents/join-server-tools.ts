import { MAX_TOOLS } from '../protocol/tool-call-limits.ts';
import type { RunToolsOptions, Tool } from './agent.ts';
import type { AgentHost, ServerTool } from './agent-host.ts';
import { nameServerTools } from './tool-names.ts';

/** The functions of the hub that the tools of MCP servers need. */
export type ServerToolHost = Pick<AgentHost, 'listServerTools' | 'callServerTool'>;

/**
 * Returns a function that returns all tools of a tool loop: the agent's own, and those of MCP servers as they are then.
 * Call it before each completion, because servers may add and remove tools. The first call throws if a server cannot be
 * used. A later one returns the tools of the call before: the model then learns from the output of its next call why
 * the server cannot be used.
 */
export function joinServerTools(
  { listServerTools, callServerTool }: ServerToolHost,
  { tools: own, mcpServers, mcpApproval }: Pick<RunToolsOptions, 'tools' | 'mcpServers' | 'mcpApproval'>,
): () => Promise<Record<string, Tool>> {
  let joined: Record<string, Tool> | null = null;

  function toTool({ server, name, description, parameters }: ServerTool): Tool {
    const run: Tool['run'] = (args) => callServerTool(server, name, args);
    return { description, parameters, run, ...(mcpApproval && { approval: mcpApproval }) };
  }

  function join(listed: ServerTool[]): Record<string, Tool> {
    const total = Object.keys(own).length + listed.length;
    if (listed.length > 0 && total > MAX_TOOLS) throw tooMany(total, listed);
    const names = nameServerTools(listed, Object.keys(own));
    return { ...own, ...Object.fromEntries(listed.map((tool, at) => [names[at], toTool(tool)])) };
  }

  return async () => {
    if (mcpServers && Object.keys(mcpServers).length === 0) return own;
    try {
      joined = join(await listServerTools(mcpServers ?? null));
    } catch (error) {
      if (!joined) throw error;
    }
    return joined;
  };
}

function tooMany(total: number, listed: readonly ServerTool[]): Error {
  const { server, name } = listed[0]!;
  return new Error(
    `A model can have at most ${MAX_TOOLS} tools, and with those of the MCP servers there are ${total}. Choose some with the option mcpServers, such as { ${JSON.stringify(server)}: [${JSON.stringify(name)}] }.`,
  );
}
