import { join } from 'node:path';
import { inject } from 'vitest';
import { packagePath } from '../../src/hub/package-root.ts';

// Replaces `src/hub/agents/program-files.ts` in the tests of the hub.

export const LOADER = packagePath('node_modules/jiti');

export const PROGRAM_FOLDER = inject('agentProgram');

export const PROGRAM: readonly string[] = [join(PROGRAM_FOLDER, 'main.js')];
