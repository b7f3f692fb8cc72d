import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagePath } from '../package-root.ts';
import { LOADER, PROGRAM_FOLDER } from './program-files.ts';

/** The files that the program for agents in TypeScript consists of. */
export const NEEDED_FOR_MODULES: readonly string[] = [
  process.execPath,
  packagePath('package.json'),
  PROGRAM_FOLDER,
  LOADER,
];

/** The files that it reads: its own, and the packages that agents in these folders can import. */
export function filesOfProgram(agentFolders: readonly string[]): string[] {
  return [...new Set([...NEEDED_FOR_MODULES, ...agentFolders.flatMap(packagesAbove)])];
}

/** A `node_modules` that lies above a folder serves it, too. */
function packagesAbove(folder: string): string[] {
  const above = dirname(folder);
  if (above === folder) return [];
  const packages = join(above, 'node_modules');
  return [...(existsSync(packages) ? [packages] : []), ...packagesAbove(above)];
}
