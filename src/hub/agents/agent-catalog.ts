import type { AgentMetadata } from '../../protocol/assistant.ts';
import { listAgentFiles, readAgentFile } from './agent-files.ts';
import { findAgentFolders, folderName } from './find-agent-folders.ts';
import { readAgent } from './read-agent.ts';

/** An agent that is there to be run. */
export interface AgentEntry {
  /** `namespace/name/version` */
  readonly id: string;
  /** A TypeScript module, or a program in Python. */
  readonly kind: 'module' | 'python';
  /** Absolute. Its code is read when it is run, so an agent that is edited runs as edited the next time. */
  readonly folder: string;
  readonly metadata: AgentMetadata;
  /** When its metadata.json last changed. */
  readonly changedAt: Date;
}

/** The agents that this hub can run. */
export interface AgentCatalog {
  list(): readonly AgentEntry[];
  /** An agent by its id; the version `latest` names the highest. */
  find(id: string): AgentEntry | null;
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
