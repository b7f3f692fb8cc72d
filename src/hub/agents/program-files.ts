import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../package-root.ts';

const isSource = import.meta.url.endsWith('.ts');

/** What compiles an agent in TypeScript, and the program that runs it where that is source. */
export const LOADER = packagePath('node_modules/jiti');

/** What Node runs for an agent in TypeScript: the program that was built beside this one, or its source, if this is source. */
export const PROGRAM: readonly string[] = isSource
  ? [
      '--import',
      pathToFileURL(join(LOADER, 'lib/jiti-register.mjs')).href,
      packagePath('src/agents/process/main.ts'),
    ]
  : [packagePath('dist/hub/agent-process.js')];

/** Where its files are. */
export const PROGRAM_FOLDER = packagePath(isSource ? 'src' : 'dist/hub');
