import type { Config } from '../config/config.ts';
import { StartupError } from '../errors/startup-error.ts';
import { notAllowed } from '../mcp/run-servers.ts';
import { packagePath } from '../package-root.ts';
import { type AgentCatalog, agentWarnings, readAgents } from './agent-catalog.ts';

/** Returns the folders that contain a hub's agents: the built-in ones, and the operator's. */
export function agentFolders({ agentsDir }: Pick<Config, 'agentsDir'>): string[] {
  return [packagePath('src/agents'), ...(agentsDir ? [agentsDir] : [])];
}

/**
 * Reads the agents of a hub, and warns the operator of mistakes in their metadata.
 * @throws StartupError if a folder cannot be read
 */
export async function openAgents(
  config: Pick<Config, 'agentsDir' | 'mcp'>,
  warn: (message: string) => void,
): Promise<AgentCatalog> {
  let agents: AgentCatalog;
  try {
    agents = await readAgents(agentFolders(config), agentWarnings(warn));
  } catch (error) {
    throw new StartupError(
      `The agents in ${config.agentsDir} cannot be read (${(error as Error).message}): set AGENTS_DIR to a folder with one folder per agent.`,
    );
  }
  for (const { id, metadata } of agents.list()) {
    for (const name of metadata.details.agent.mcp_servers ?? [])
      if (!config.mcp.servers.has(name)) warn(`Agent ${id}: ${notAllowed(name)}.`);
  }
  return agents;
}
