import { ApiError } from '../client/hub-requests.ts';
import { assistantSchema, type Assistant } from '../protocol/assistant.ts';
import { pageSchema } from '../protocol/page.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import type { Hub } from './hub.ts';

/** All agents that the hub shows; it may have more. */
export async function listAgents(hub: Hub): Promise<Assistant[]> {
  const agents: Assistant[] = [];
  for (let after = ''; ;) {
    const page = await hub.requestJson(pageSchema(assistantSchema), `/v1/assistants?limit=100${after}`);
    agents.push(...page.data);
    if (!page.has_more || page.last_id === null) return agents;
    after = `&after=${encodeURIComponent(page.last_id)}`;
  }
}

/** What an agent is called. */
export function agentTitle(agent: Assistant): string {
  return agent.metadata.details.display_name ?? agent.name;
}

/**
 * The agent of this name: `namespace/name/version`, `namespace/name` for the newest version, or the name alone.
 * @throws {CliProblem} where there is none, or where the name alone is that of several
 */
export async function findAgent(hub: Hub, name: string): Promise<Assistant> {
  const parts = name.split('/').length;
  if (parts === 1) return findByName(await listAgents(hub), name);
  const id = parts === 2 ? `${name}/latest` : name;
  try {
    return await hub.requestJson(assistantSchema, `/v1/assistants/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) throw unknownAgent(name);
    throw error;
  }
}

function findByName(agents: readonly Assistant[], name: string): Assistant {
  const named = agents.filter((agent) => [agent.name, agentTitle(agent)].includes(name));
  const [first] = named;
  if (!first) throw unknownAgent(name);
  const families = new Set(named.map(({ id }) => id.slice(0, id.lastIndexOf('/'))));
  if (families.size === 1) return first;
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
