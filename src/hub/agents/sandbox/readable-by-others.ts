import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAgentFileName } from '../agent-files.ts';

const FOR_OTHERS = { through: 0o001, folder: 0o005, file: 0o004 };

/** Whether every user can read all of an agent's files. */
export async function isReadableByOthers(folder: string): Promise<boolean> {
  if (!(await allows(folder, FOR_OTHERS.folder))) return false;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!isAgentFileName(entry.name)) continue;
    if (entry.isDirectory() && !(await isReadableByOthers(path))) return false;
    if (entry.isFile() && !(await allows(path, FOR_OTHERS.file))) return false;
  }
  return true;
}

/** Whether every user can go through all the folders above this one. */
export async function isReachedByOthers(folder: string): Promise<boolean> {
  const above = dirname(folder);
  return above === folder || ((await allows(above, FOR_OTHERS.through)) && isReachedByOthers(above));
}

async function allows(path: string, mode: number): Promise<boolean> {
  return ((await stat(path)).mode & mode) === mode;
}
