import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentMetadata, agentMetadataSchema } from '../../protocol/assistant.ts';
import { listAgentFiles, readAgentFile } from './agent-files.ts';
import { AGENT_DEPTH, CODE_FILES, findAgentFolders, folderName } from './find-agent-folders.ts';
import { metadataMistakes } from './metadata-mistakes.ts';

const NO_RESTART =
  'details.agent.restartable has no effect, because an agent in Python can’t continue after a restart. Remove it.';

/** An agent that can be run. */
export interface AgentEntry {
  /** `namespace/name/version` */
  readonly id: string;
  /** A TypeScript module or a Python program. */
  readonly kind: 'module' | 'python';
  /** Absolute path. The code is read for each run, so changes take effect with the next run. */
  readonly folder: string;
  readonly metadata: AgentMetadata;
  /** When the agent's `metadata.json` last changed. */
  readonly changedAt: Date;
}

/** Called for each problem while agents are read. An agent's `id` is the path of its folder. */
export interface AgentProblems {
  /** An agent is left out, for this reason. */
  onBadAgent(id: string, reason: string): void;
  /** An agent can be run, but its metadata probably contains this mistake, as a sentence. */
  onMistake(id: string, mistake: string): void;
}

/** Turns problems into warnings for the operator. */
export function agentWarnings(warn: (message: string) => void): AgentProblems {
  return {
    onBadAgent: (id, reason) => warn(`Agent ${id} is skipped: ${reason}.`),
    onMistake: (id, mistake) => warn(`Agent ${id}: ${mistake}`),
  };
}

/** The agents that this hub can run. */
export interface AgentCatalog {
  list(): readonly AgentEntry[];
  /** Returns the agent with this id; null if there is none. The version `latest` means the highest version. */
  find(id: string): AgentEntry | null;
  /**
   * Returns the files in an agent's folder, as relative paths with `/`. The files of tools (`.git`, caches) are left
   * out.
   * @throws if the agent no longer exists
   */
  files(id: string): Promise<string[]>;
  /** Returns the content of one of the agent's files; null for a path that `files` does not list. */
  readFile(id: string, path: string): Promise<Buffer | null>;
}

/**
 * Reads the agents in these folders. An agent is a folder with a `metadata.json` and an `agent.ts` or `agent.py`, at
 * `namespace/name/version/` or less deep.
 * @param roots the folders to search; an agent in a later folder replaces an agent with the same id in an earlier
 * folder
 */
export async function readAgents(roots: readonly string[], problems: AgentProblems): Promise<AgentCatalog> {
  const entries = new Map<string, AgentEntry>();
  for (const root of roots) {
    for (const [id, entry] of await readRoot(root, problems)) entries.set(id, entry);
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

/** Returns the agents of one root, by id. Of two agents with the same id, the first is kept. */
async function readRoot(root: string, problems: AgentProblems): Promise<Map<string, AgentEntry>> {
  const entries = new Map<string, AgentEntry>();
  for (const path of await findAgentFolders(root, (...problem) => problems.onBadAgent(...problem))) {
    const name = folderName(root, path);
    try {
      const { entry, mistakes } = await readAgent(root, path);
      const first = entries.get(entry.id);
      if (first) throw new Error(`its id ${entry.id} is already used by ${first.folder}`);
      entries.set(entry.id, entry);
      for (const mistake of mistakes) problems.onMistake(name, mistake);
    } catch (error) {
      problems.onBadAgent(name, (error as Error).message);
    }
  }
  return entries;
}

/** Compares two ids. Numbers are compared by value, so that 0.0.10 comes after 0.0.9. */
function compareIds(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/**
 * Reads an agent's folder. Three levels below the root, the path is the id, and the metadata must match it. Elsewhere,
 * the id is `local/`, followed by the metadata's name and version.
 * @param path relative to the root, with `/`
 * @throws Error that says what is wrong with the agent
 */
async function readAgent(root: string, path: string) {
  const folder = join(root, path);
  const file = join(folder, 'metadata.json');
  const { mtime } = await stat(file).catch(() => {
    throw new Error('metadata.json is missing or cannot be read');
  });
  const kind = await kindOf(folder);
  const parsed = parseMetadata(await readFile(file, 'utf8'));
  const metadata = agentMetadataSchema.safeParse(parsed);
  if (!metadata.success) {
    const { path: field, message } = metadata.error.issues[0]!;
    throw new Error(`metadata.json: ${field.join('.') || 'it'}: ${message}`);
  }
  const id = idOf(path, metadata.data);
  const restarts = kind === 'python' && metadata.data.details.agent.restartable;
  return {
    entry: { id, kind, folder, metadata: metadata.data, changedAt: mtime },
    mistakes: [...metadataMistakes(parsed), ...(restarts ? [NO_RESTART] : [])].map(
      (mistake) => `metadata.json: ${mistake}`,
    ),
  };
}

async function kindOf(folder: string): Promise<keyof typeof CODE_FILES> {
  for (const kind of ['module', 'python'] as const) {
    const isThere = await stat(join(folder, CODE_FILES[kind])).then(
      (file) => file.isFile(),
      () => false,
    );
    if (isThere) return kind;
  }
  throw new Error('it has no agent.ts or agent.py, or they cannot be read');
}

function idOf(path: string, { name, version }: AgentMetadata): string {
  const segments = path.split('/');
  if (segments.length < AGENT_DEPTH) {
    if (!`${name}${version}`.includes('/')) return `local/${name}/${version}`;
    throw new Error(`metadata.json names ${name} ${version}, which must not contain a slash`);
  }
  const [, nameInPath, versionInPath] = segments;
  if (name === nameInPath && version === versionInPath) return path;
  throw new Error(`metadata.json names ${name} ${version}, but the folder is ${nameInPath}/${versionInPath}`);
}

/**
 * Parses a `metadata.json`. The first brace may be missing: the protocol's documentation shows the file without it, and
 * people copy the file from there.
 */
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
