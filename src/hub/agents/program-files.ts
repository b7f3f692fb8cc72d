import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../package-root.ts';

const isSource = import.meta.url.endsWith('.ts');

/**
 * The package that compiles TypeScript agents. It also compiles the program that runs them, if the hub runs from
 * source.
 */
export const LOADER = packagePath('node_modules/jiti');

/**
 * Node's arguments to run the program for TypeScript agents: the built program, or its source if the hub runs from
 * source.
 */
export const PROGRAM: readonly string[] = isSource
  ? [
      '--import',
      pathToFileURL(join(LOADER, 'lib/jiti-register.mjs')).href,
      packagePath('src/agents/process/main.ts'),
    ]
  : [packagePath('dist/hub/agent-process.js')];

/** The folder that contains the program's files. */
export const PROGRAM_FOLDER = packagePath(isSource ? 'src' : 'dist/hub');
