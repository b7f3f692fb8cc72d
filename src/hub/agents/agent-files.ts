import { cp, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';

/** Returns whether a file or folder with this name belongs to an agent, and not to a tool (`.git`, caches). */
export function isAgentFileName(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__';
}

/** Copies the files of an agent's folder to another folder. */
export async function copyAgentFiles(folder: string, to: string): Promise<void> {
  const real = await realpath(folder); // otherwise a link to a folder would be copied as a link
  const filter = (source: string) => source === real || isAgentFileName(basename(source));
  await cp(real, to, { recursive: true, filter });
}

/**
 * Lists the files in an agent's folder and in the folders below it, as relative paths with `/`. Links that point
 * outside the agent's folder are left out.
 */
export async function listAgentFiles(folder: string): Promise<string[]> {
  return (await filesBelow(await realpath(folder), '')).toSorted();
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const found = entries
    .filter((entry) => isAgentFileName(entry.name))
    .map(async (entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, inner);
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await isFileWithin(root, inner)));
      return isFile ? [inner] : [];
    });
  return (await Promise.all(found)).flat();
}

/** Returns the content of a file that `listAgentFiles` lists; null for any other path. */
export async function readAgentFile(folder: string, path: string): Promise<Buffer | null> {
  return (await listAgentFiles(folder)).includes(path) ? readFile(join(folder, path)) : null;
}

/**
 * Returns whether a link points to a file within the root. Links to folders are not followed, because they may form a
 * cycle.
 */
async function isFileWithin(root: string, path: string): Promise<boolean> {
  try {
    const target = await realpath(join(root, path));
    return target.startsWith(root + sep) && (await stat(target)).isFile();
  } catch {
    return false; // the target does not exist
  }
}
