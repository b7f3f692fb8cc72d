import { join } from 'node:path';
import { startModuleProcess, type ModuleProcess } from './module-process.ts';
import { agentVariables } from './agent-variables.ts';
import type { CompiledModules } from './compiled-modules.ts';
import type { Confinement } from './confinement.ts';
import { CODE_FILES } from './find-agent-folders.ts';
import type { RunModule } from './run-host.ts';
import { runAgentInProcess } from './run-agent-in-process.ts';

/** Delay before a used spare process is replaced, so that the run can start first, in milliseconds. */
const REPLACE_AFTER = 100;

export interface ModuleProcessPoolOptions {
  confinement: Confinement;
  /** Absolute paths of the folders that contain the agents, at any depth. */
  agentFolders: readonly string[];
  /** Environment variables of all agents. They override the `details.env_vars` of an agent's metadata. */
  environment: Readonly<Record<string, string>>;
  /** Maximum size of a frame from an agent, in bytes. */
  longestFrame: number;
  compiled: CompiledModules;
  /** Number of spare processes. A run that finds none waits until a process has started. */
  spares?: number;
}

/** The processes of TypeScript agents: one for each run, and spare ones that are started in advance. */
export interface ModuleProcessPool {
  readonly runModule: RunModule;
  /** Starts the spare processes. From then on, used spare processes are replaced. */
  keepSpares(): void;
  /** Ends the spare processes. Runs are ended by their signals. */
  close(): Promise<void>;
}

/** Creates a pool. No process is used twice, and none loads an agent before it is given a run. */
export function createModuleProcessPool(options: ModuleProcessPoolOptions): ModuleProcessPool {
  const { confinement, agentFolders, environment, longestFrame, compiled, spares: count = 1 } = options;
  const spares = new Set<ModuleProcess>();
  let replacing: NodeJS.Timeout | undefined;
  let isKept = false;

  const start = () => startModuleProcess(confinement, agentFolders);

  /**
   * Starts a spare process. If the process exits, it is replaced only after a run has taken a process: it may be
   * impossible to start any.
   */
  async function addSpare(): Promise<void> {
    const spare = start();
    spares.add(spare);
    await spare.ended;
    spares.delete(spare);
  }

  function replace(): void {
    replacing = undefined;
    for (let missing = isKept ? count - spares.size : 0; missing > 0; missing--) void addSpare();
  }

  function take(): ModuleProcess {
    const [spare] = spares;
    if (spare) spares.delete(spare);
    replacing ??= setTimeout(replace, REPLACE_AFTER).unref();
    return spare ?? start();
  }

  return {
    keepSpares() {
      isKept = true;
      replace();
    },
    runModule: ({ folder, metadata }, host, onOutput) =>
      runAgentInProcess(take(), {
        file: join(folder, CODE_FILES.module),
        variables: agentVariables(metadata, environment),
        host,
        longestFrame,
        compiled,
        onOutput,
      }),
    async close() {
      isKept = false;
      clearTimeout(replacing);
      const left = [...spares];
      for (const spare of left) spare.stop();
      await Promise.all(left.map(({ gone }) => gone));
    },
  };
}
