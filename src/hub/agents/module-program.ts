import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../package-root.ts';

const isSource = import.meta.url.endsWith('.ts');
const LOADER = packagePath('node_modules/jiti');

/** What Node runs for an agent in TypeScript: the program that was built beside this one, or its source, if this is source. */
export const PROGRAM: readonly string[] = isSource
  ? [
      '--import',
      pathToFileURL(join(LOADER, 'lib/jiti-register.mjs')).href,
      packagePath('src/agents/process/main.ts'),
    ]
  : [packagePath('dist/hub/agent-process.js')];

/** The files that it consists of. */
export const NEEDED_FOR_MODULES: readonly string[] = [
  process.execPath,
  packagePath('package.json'),
  packagePath(isSource ? 'src' : 'dist/hub'),
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
