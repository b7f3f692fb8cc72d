import type { Agent } from '../../src/agents/agent.ts';
import { runAgent } from '../../src/agents/run-agent.ts';
import type { AgentCatalog, AgentEntry } from '../../src/hub/agents/agent-catalog.ts';
import type { RunModule } from '../../src/hub/agents/run-host.ts';
import { agentMetadataSchema } from '../../src/protocol/assistant.ts';

/** Agents that are functions, called in the process of the test, and agents in Python. */
export function createTestAgents(): AgentCatalog & {
  /** @param details the `details` of its metadata */
  add(agent: Agent, details?: object): string;
  addPython(folder: string, details?: object): string;
  run: RunModule;
} {
  const agents = new Map<string, { entry: AgentEntry; agent: Agent | null }>();
  const find = (id: string) => agents.get(id)?.entry ?? null;

  function add(agent: Agent | null, folder: string, details = {}): string {
    const name = `agent-${agents.size + 1}`;
    const id = `test/${name}/1.0.0`;
    const metadata = agentMetadataSchema.parse({ name, version: '1.0.0', details });
    const kind = agent ? 'module' : 'python';
    agents.set(id, { agent, entry: { id, kind, folder, metadata, changedAt: new Date(0) } });
    return id;
  }

  return {
    add: (agent, details) => add(agent, '', details),
    addPython: (folder, details) => add(null, folder, details),
    list: () => [...agents.values()].map(({ entry }) => entry),
    find,
    files: async () => [],
    readFile: async () => null,
    run: ({ id }, host) => ({ ended: runAgent(agents.get(id)!.agent!, host), gone: Promise.resolve() }),
  };
}
