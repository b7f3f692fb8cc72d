import type { Agent } from '../../src/agents/agent.ts';
import type { AgentCatalog, AgentEntry } from '../../src/hub/agents/agent-catalog.ts';
import { agentMetadataSchema } from '../../src/protocol/assistant.ts';

/** Agents that a test adds as it goes. */
export function createTestAgents(): AgentCatalog & {
  add(agent: Agent): string;
  addPython(folder: string): string;
} {
  const agents = new Map<string, { entry: AgentEntry; agent: Agent | null }>();
  const find = (id: string) => agents.get(id)?.entry ?? null;

  function add(agent: Agent | null, folder: string): string {
    const name = `agent-${agents.size + 1}`;
    const id = `test/${name}/1.0.0`;
    const metadata = agentMetadataSchema.parse({ name, version: '1.0.0' });
    const kind = agent ? 'module' : 'python';
    agents.set(id, { agent, entry: { id, kind, folder, metadata, changedAt: new Date(0) } });
    return id;
  }

  return {
    add: (agent) => add(agent, ''),
    addPython: (folder) => add(null, folder),
    list: () => [...agents.values()].map(({ entry }) => entry),
    find,
    files: async () => [],
    readFile: async () => null,
    async load(id) {
      const { agent, entry } = agents.get(id)!;
      const { metadata, folder } = entry;
      return agent ? { kind: 'module', agent, metadata } : { kind: 'python', folder, metadata };
    },
  };
}
