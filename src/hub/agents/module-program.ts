import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagePath } from '../package-root.ts';
import { LOADER, PROGRAM_FOLDER } from './program-files.ts';

/** The files of the program that runs TypeScript agents. */
export const NEEDED_FOR_MODULES: readonly string[] = [
  process.execPath,
  packagePath('package.json'),
  PROGRAM_FOLDER,
  LOADER,
];

/**
 * Returns the files that the program reads: its own files, and the packages that agents in these folders can import.
 */
export function filesOfProgram(agentFolders: readonly string[]): string[] {
  return [...new Set([...NEEDED_FOR_MODULES, ...agentFolders.flatMap(packagesAbove)])];
}

/** Returns the `node_modules` folders above a folder: its modules can import from them too. */
function packagesAbove(folder: string): string[] {
  const above = dirname(folder);
  if (above === folder) return [];
  const packages = join(above, 'node_modules');
  return [...(existsSync(packages) ? [packages] : []), ...packagesAbove(above)];
}
