import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import type { Agent } from '../../agents/agent.ts';
import { agentMetadataSchema, type AgentMetadata } from '../../protocol/assistant.ts';

/** An agent that is there to be run. */
export interface AgentEntry {
  /** `namespace/name/version` */
  readonly id: string;
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
   * An agent's code, as it is on the disk now.
   * @throws where the agent is gone, or its code cannot be loaded
   */
  load(id: string): Promise<{ agent: Agent; metadata: AgentMetadata }>;
}

/**
 * Reads `namespace/name/version/` folders, each with a `metadata.json` and an `agent.ts`.
 * @param roots where they are; a later one's agent takes the place of an earlier one's of the same id
 * @param onBadAgent told why an agent is left out
 */
export async function readAgents(
  roots: readonly string[],
  onBadAgent: (id: string, reason: string) => void,
): Promise<AgentCatalog> {
  const entries = new Map<string, AgentEntry>();
  for (const root of roots) {
    for (const id of await agentIds(root, onBadAgent)) {
      try {
        entries.set(id, await readAgent(root, id));
      } catch (error) {
        onBadAgent(id, (error as Error).message);
      }
    }
  }
  const sorted = [...entries.values()].toSorted((one, other) => compareIds(one.id, other.id));

  function find(id: string): AgentEntry | null {
    const [namespace, name, version, ...more] = id.split('/');
    if (version !== 'latest' || more.length > 0) return entries.get(id) ?? null;
    return sorted.findLast((entry) => entry.id.startsWith(`${namespace}/${name}/`)) ?? null;
  }

  return {
    list: () => sorted,
    find,
    async load(id) {
      const entry = find(id);
      if (!entry) throw new Error(`there is no agent ${id}`);
      // Neither cached nor shared: an agent that is edited runs as edited the next time.
      const jiti = createJiti(import.meta.url, { moduleCache: false });
      const agent = await jiti.import(join(entry.folder, 'agent.ts'), { default: true });
      if (typeof agent !== 'function')
        throw new Error(`${id}/agent.ts has no function as its default export`);
      return { agent: agent as Agent, metadata: entry.metadata };
    },
  };
}

/** The ids of the folders three levels down. What cannot be read further down is told, and passed over. */
async function agentIds(root: string, onBadAgent: (id: string, reason: string) => void): Promise<string[]> {
  let ids = await foldersIn(root);
  for (let depth = 1; depth < 3; depth++) {
    const deeper = ids.map(async (id) => {
      try {
        return (await foldersIn(join(root, id))).map((folder) => `${id}/${folder}`);
      } catch (error) {
        onBadAgent(id, `the folder cannot be read: ${(error as Error).message}`);
        return [];
      }
    });
    ids = (await Promise.all(deeper)).flat();
  }
  return ids;
}

/** The folders in a folder, links to folders included; those of tools (`.git`, `node_modules`) are none of ours. */
async function foldersIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  const stats = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null))); // a dangling link
  return names.filter((_, at) => stats[at]?.isDirectory());
}

async function readAgent(root: string, id: string): Promise<AgentEntry> {
  const folder = join(root, id);
  const file = join(folder, 'metadata.json');
  const { mtime } = await statOf(file, 'metadata.json');
  await statOf(join(folder, 'agent.ts'), 'agent.ts');
  const metadata = agentMetadataSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (!metadata.success) {
    const { path, message } = metadata.error.issues[0]!;
    throw new Error(`metadata.json: ${path.join('.') || 'it'}: ${message}`);
  }
  const [, name, version] = id.split('/');
  if (metadata.data.name !== name || metadata.data.version !== version) {
    const { name: otherName, version: otherVersion } = metadata.data;
    throw new Error(`metadata.json names ${otherName} ${otherVersion}, but the folder is ${name}/${version}`);
  }
  return { id, folder, metadata: metadata.data, changedAt: mtime };
}

async function statOf(file: string, name: string) {
  try {
    return await stat(file);
  } catch {
    throw new Error(`${name} is missing or cannot be read`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`metadata.json is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Numbers count as numbers, so that 0.0.10 comes after 0.0.9. */
function compareIds(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
