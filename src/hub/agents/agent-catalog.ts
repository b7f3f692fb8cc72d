import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentMetadata, agentMetadataSchema } from '../../protocol/assistant.ts';
import { listAgentFiles, readAgentFile } from './agent-files.ts';
import { AGENT_DEPTH, CODE_FILES, findAgentFolders, folderName } from './find-agent-folders.ts';

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

/**
 * Reads an agent's folder. Three levels down, the path is its id, and its metadata has to agree; elsewhere the
 * id is `local/` and what the metadata says.
 * @param path relative to the root, with `/`
 * @throws Error that says what is wrong with it
 */
async function readAgent(root: string, path: string) {
  const folder = join(root, path);
  const file = join(folder, 'metadata.json');
  const { mtime } = await stat(file).catch(() => {
    throw new Error('metadata.json is missing or cannot be read');
  });
  const kind = await kindOf(folder);
  const metadata = agentMetadataSchema.safeParse(parseMetadata(await readFile(file, 'utf8')));
  if (!metadata.success) {
    const { path: field, message } = metadata.error.issues[0]!;
    throw new Error(`metadata.json: ${field.join('.') || 'it'}: ${message}`);
  }
  return { id: idOf(path, metadata.data), kind, folder, metadata: metadata.data, changedAt: mtime };
}

async function kindOf(folder: string): Promise<keyof typeof CODE_FILES> {
  for (const kind of ['module', 'python'] as const) {
    const isThere = await stat(join(folder, CODE_FILES[kind])).then(
      (file) => file.isFile(),
      () => false,
    );
    if (isThere) return kind;
  }
  throw new Error('neither agent.ts nor agent.py is there, or can be read');
}

function idOf(path: string, { name, version }: AgentMetadata): string {
  const segments = path.split('/');
  if (segments.length < AGENT_DEPTH) {
    if (!`${name}${version}`.includes('/')) return `local/${name}/${version}`;
    throw new Error(`metadata.json names ${name} ${version}, but neither may hold a slash`);
  }
  const [, nameInPath, versionInPath] = segments;
  if (name === nameInPath && version === versionInPath) return path;
  throw new Error(`metadata.json names ${name} ${version}, but the folder is ${nameInPath}/${versionInPath}`);
}

/** The protocol's documentation prints the file without its first brace, and people copy it as it is. */
function parseMetadata(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    try {
      return JSON.parse(`{${text}`);
    } catch {
      throw new Error(`metadata.json is not JSON: ${(error as Error).message}`, { cause: error });
    }
  }
}
