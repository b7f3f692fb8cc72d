import { StartupError } from '../errors/startup-error.ts';
import { agentWarnings, readAgents, type AgentCatalog } from './agent-catalog.ts';

/**
 * Reads the agents when the hub starts.
 * @param folders the folder of the built-in agents, and the operator's if there is one
 * @param warn called with what is wrong with single agents
 * @throws StartupError if the operator's folder cannot be read
 */
export async function openAgents(
  folders: readonly string[],
  warn: (message: string) => void,
): Promise<AgentCatalog> {
  try {
    return await readAgents(folders, agentWarnings(warn));
  } catch (error) {
    throw new StartupError(
      `The agents in ${folders.at(-1)} cannot be read (${(error as Error).message}): set AGENTS_DIR to a folder with one folder per agent.`,
    );
  }
}
