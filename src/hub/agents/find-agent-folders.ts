import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAgentFileName } from './agent-files.ts';

/** The usual and maximum depth of agents: `namespace/name/version`. */
export const AGENT_DEPTH = 3;

/** The files with an agent's code. A folder with both is a TypeScript agent, which needs no other program installed. */
export const CODE_FILES = { module: 'agent.ts', python: 'agent.py' } as const;

/**
 * Finds the folders of agents in a folder and up to three levels below it, as relative paths: those with a `metadata.json`,
 * and those that seem to lack one. Folders that cannot be read are reported and skipped.
 * @throws if the root folder cannot be read
 */
export async function findAgentFolders(
  root: string,
  onBadAgent: (path: string, reason: string) => void,
): Promise<string[]> {
  return search('', 0, false);

  async function search(path: string, depth: number, isInAgent: boolean): Promise<string[]> {
    let names: string[];
    try {
      names = await readdir(join(root, path));
    } catch (error) {
      if (depth === 0) throw error;
      onBadAgent(path, `the folder cannot be read: ${(error as Error).message}`);
      return [];
    }
    const isAgent = names.includes('metadata.json') || (!isInAgent && isMeantAsAgent(names, depth));
    const found = isAgent ? [path] : [];
    if (depth === AGENT_DEPTH) return found;
    const folders = await foldersAmong(join(root, path), names.toSorted());
    const deeper = folders.map((name) =>
      search(path ? `${path}/${name}` : name, depth + 1, isInAgent || isAgent),
    );
    return [...found, ...(await Promise.all(deeper)).flat()];
  }
}

/** Above the usual depth only code indicates an agent. The top folder may contain other files. */
function isMeantAsAgent(names: readonly string[], depth: number): boolean {
  if (depth === AGENT_DEPTH) return true;
  return depth > 0 && Object.values(CODE_FILES).some((file) => names.includes(file));
}

/** The folders among these names, links to folders included. */
async function foldersAmong(folder: string, names: readonly string[]): Promise<string[]> {
  const own = names.filter(isAgentFileName);
  const stats = await Promise.all(own.map((name) => stat(join(folder, name)).catch(() => null))); // a dangling link
  return own.filter((_, at) => stats[at]?.isDirectory());
}

/** The name of an agent's folder in reports. */
export function folderName(root: string, path: string): string {
  return path === '' ? basename(root) : path;
}
