import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAgentFileName } from './agent-files.ts';

/** The usual and maximum depth of agents: `namespace/name/version`. */
export const AGENT_DEPTH = 3;

/**
 * The files that contain an agent's code. A folder with both files is a TypeScript agent, because it needs no other
 * program.
 */
export const CODE_FILES = { module: 'agent.ts', python: 'agent.py' } as const;

/**
 * Finds the agents' folders in a folder and up to three levels below it. Returns their relative paths. An agent's
 * folder has a `metadata.json`, or seems to lack one. Folders that cannot be read are reported and skipped.
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

/**
 * Returns whether a folder without a `metadata.json` seems to be an agent's. At the usual depth, every folder does.
 * Above it, only a folder with code does. The root never does, because it may contain other files.
 */
function isMeantAsAgent(names: readonly string[], depth: number): boolean {
  if (depth === AGENT_DEPTH) return true;
  return depth > 0 && Object.values(CODE_FILES).some((file) => names.includes(file));
}

/** Returns the names of folders and of links to folders. */
async function foldersAmong(folder: string, names: readonly string[]): Promise<string[]> {
  const own = names.filter(isAgentFileName);
  const stats = await Promise.all(own.map((name) => stat(join(folder, name)).catch(() => null))); // a dangling link
  return own.filter((_, at) => stats[at]?.isDirectory());
}

/** Returns the name of an agent's folder for reports. */
export function folderName(root: string, path: string): string {
  return path === '' ? basename(root) : path;
}
