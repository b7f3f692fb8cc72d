import { agentName, nameInId } from '../client/agent-name.ts';
import { getAssistant, listAssistants } from '../client/assistants.ts';
import { nullIfMissing } from '../client/hub-requests.ts';
import { newestRun } from '../client/runs.ts';
import type { Assistant } from '../protocol/assistant.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import type { Hub } from './hub.ts';

/** All agents that the hub shows; it may have more. */
export function listAgents(hub: Hub): Promise<Assistant[]> {
  return listAssistants(hub, new AbortController().signal);
}

/** The id of the agent that is named; else of the one that answered last in the thread. Null: there is neither. */
export async function agentOf(
  hub: Hub,
  name: string | undefined,
  threadId: string | undefined,
): Promise<string | null> {
  if (name !== undefined) return (await findAgent(hub, name)).id;
  return threadId === undefined ? null : ((await newestRun(hub, threadId))?.assistant_id ?? null);
}

/**
 * The agent of this name: `namespace/name/version`, `namespace/name` for the newest version, or the name alone.
 * @throws {CliProblem} where there is none, or where the name alone is that of several
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
    `Several agents are called "${name}": ${[...families].join(', ')}. Name one of them.`,
    EXIT.usage,
  );
}

function unknownAgent(name: string): CliProblem {
  return new CliProblem(
    `The hub has no agent "${name}". "symposium agent list" names those that it has.`,
    EXIT.usage,
  );
}
