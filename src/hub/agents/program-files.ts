import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../package-root.ts';

const isSource = import.meta.url.endsWith('.ts');

/** Compiles TypeScript agents, and the program that runs them if it is run from source. */
export const LOADER = packagePath('node_modules/jiti');

/** Node's arguments to run the program for TypeScript agents: the built one, or its source if this is source. */
export const PROGRAM: readonly string[] = isSource
  ? [
      '--import',
      pathToFileURL(join(LOADER, 'lib/jiti-register.mjs')).href,
      packagePath('src/agents/process/main.ts'),
    ]
  : [packagePath('dist/hub/agent-process.js')];

/** The folder of its files. */
export const PROGRAM_FOLDER = packagePath(isSource ? 'src' : 'dist/hub');
