import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { packagePath } from '../../src/hub/package-root.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the program that runs agents in TypeScript, as one file. */
    agentProgram: string;
  }
}

const FOLDER = packagePath('node_modules/.cache/symposium-agent-program');

/** Bundles the program that runs agents in TypeScript: compiling its source would take each agent most of a second. */
export default async function setUp(project: TestProject): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: packagePath('src/agents/process/main.ts'),
      outDir: FOLDER,
      target: 'node20.19',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'main.js' } },
    },
  });
  project.provide('agentProgram', FOLDER);
}
