import { agentName, nameInId } from '../client/agent-name.ts';
import { getAssistant, listAssistants } from '../client/assistants.ts';
import { nullIfMissing } from '../client/hub-requests.ts';
import { newestRun } from '../client/runs.ts';
import type { Assistant } from '../protocol/assistant.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import type { Hub } from './hub.ts';

/** Loads all agents that the hub lists. Hidden agents are not listed. */
export function listAgents(hub: Hub): Promise<Assistant[]> {
  return listAssistants(hub, new AbortController().signal);
}

/**
 * Returns the id of the named agent, else of the agent of the thread's newest run. Returns null if there is neither.
 */
export async function resolveAgentId(
  hub: Hub,
  name: string | undefined,
  threadId: string | undefined,
): Promise<string | null> {
  if (name !== undefined) return (await findAgent(hub, name)).id;
  return threadId === undefined ? null : ((await newestRun(hub, threadId))?.assistant_id ?? null);
}

/**
 * Finds an agent by `namespace/name/version`, by `namespace/name` for the newest version, or by the name alone.
 * @throws {CliProblem} if there is none, or if several agents have the name
 */
export async function findAgent(hub: Hub, name: string): Promise<Assistant> {
  const parts = name.split('/').length;
  if (parts === 1) return findByName(await listAgents(hub), name);
  const found = await nullIfMissing(getAssistant(hub, parts === 2 ? `${name}/latest` : name));
  if (!found) throw unknownAgent(name);
  return found;
}

function findByName(agents: readonly Assistant[], name: string): Assistant {
  const named = agents.filter((agent) => [nameInId(agent.id), agentName(agent)].includes(name));
  const newest = named.at(-1); // the hub lists the versions of an agent oldest first
  if (!newest) throw unknownAgent(name);
  const families = new Set(named.map(({ id }) => id.replace(/\/[^/]*$/, '')));
  if (families.size === 1) return newest;
  throw new CliProblem(
    `Several agents are called "${name}": ${[...families].join(', ')}. Choose one of them.`,
    EXIT.usage,
  );
}

function unknownAgent(name: string): CliProblem {
  return new CliProblem(
    `The hub has no agent "${name}". List its agents with "symposium agent list".`,
    EXIT.usage,
  );
}
