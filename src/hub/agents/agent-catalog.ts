import { join } from 'node:path';
import { createJiti } from 'jiti';
import type { Agent } from '../../agents/agent.ts';
import type { AgentMetadata } from '../../protocol/assistant.ts';
import { listAgentFiles, readAgentFile } from './agent-files.ts';
import { CODE_FILES, findAgentFolders, folderName } from './find-agent-folders.ts';
import { readAgent } from './read-agent.ts';

/** An agent that is there to be run. */
export interface AgentEntry {
  /** `namespace/name/version` */
  readonly id: string;
  /** A TypeScript module, or a program in Python. */
  readonly kind: 'module' | 'python';
  readonly folder: string;
  readonly metadata: AgentMetadata;
  /** When its metadata.json last changed. */
  readonly changedAt: Date;
}

/** An agent's code: a function to be called, or a folder whose `agent.py` is to be run. */
export type LoadedAgent =
  | { kind: 'module'; agent: Agent; metadata: AgentMetadata }
  | { kind: 'python'; folder: string; metadata: AgentMetadata };

/** The agents that this hub can run. */
export interface AgentCatalog {
  list(): readonly AgentEntry[];
  /** An agent by its id; the version `latest` names the highest. */
  find(id: string): AgentEntry | null;
  /**
   * An agent's code, as it is on the disk now.
   * @throws where the agent is gone, or its code cannot be loaded
   */
  load(id: string): Promise<LoadedAgent>;
  /**
   * The files in an agent's folder, as relative paths with `/`; those of tools (`.git`, caches) are none.
   * @throws where the agent is gone
   */
  files(id: string): Promise<string[]>;
  /** What one of the agent's files holds. Null for any path that `files` does not list. */
  readFile(id: string, path: string): Promise<Buffer | null>;
}

/**
 * Reads folders of agents, each with a `metadata.json` and an `agent.ts` or `agent.py`:
 * `namespace/name/version/`, or less deep.
 * @param roots where they are; a later one's agent takes the place of an earlier one's of the same id
 * @param onBadAgent told why an agent is left out
 */
export async function readAgents(
  roots: readonly string[],
  onBadAgent: (id: string, reason: string) => void,
): Promise<AgentCatalog> {
  const entries = new Map<string, AgentEntry>();
  for (const root of roots) {
    for (const [id, entry] of await readRoot(root, onBadAgent)) entries.set(id, entry);
  }
  const sorted = [...entries.values()].toSorted((one, other) => compareIds(one.id, other.id));

  function find(id: string): AgentEntry | null {
    const [namespace, name, version, ...more] = id.split('/');
    if (version !== 'latest' || more.length > 0) return entries.get(id) ?? null;
    return sorted.findLast((entry) => entry.id.startsWith(`${namespace}/${name}/`)) ?? null;
  }

  function existing(id: string): AgentEntry {
    const entry = find(id);
    if (!entry) throw new Error(`there is no agent ${id}`);
    return entry;
  }

  return {
    list: () => sorted,
    find,
    async load(id) {
      const { kind, folder, metadata } = existing(id);
      if (kind === 'python') return { kind, folder, metadata };
      // Neither cached nor shared: an agent that is edited runs as edited the next time.
      const jiti = createJiti(import.meta.url, { moduleCache: false });
      const agent = await jiti.import(join(folder, CODE_FILES.module), { default: true });
      if (typeof agent !== 'function')
        throw new Error(`${id}/${CODE_FILES.module} has no function as its default export`);
      return { kind, agent: agent as Agent, metadata };
    },
    files: async (id) => listAgentFiles(existing(id).folder),
    readFile: async (id, path) => readAgentFile(existing(id).folder, path),
  };
}

/** The agents of one root by their ids. Of two with the same id, the first stays. */
async function readRoot(
  root: string,
  onBadAgent: (id: string, reason: string) => void,
): Promise<Map<string, AgentEntry>> {
  const entries = new Map<string, AgentEntry>();
  for (const path of await findAgentFolders(root, onBadAgent)) {
    try {
      const entry = await readAgent(root, path);
      const first = entries.get(entry.id);
      if (first) throw new Error(`it is ${entry.id}, as is ${first.folder} already`);
      entries.set(entry.id, entry);
    } catch (error) {
      onBadAgent(folderName(root, path), (error as Error).message);
    }
  }
  return entries;
}

/** Numbers count as numbers, so that 0.0.10 comes after 0.0.9. */
function compareIds(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
