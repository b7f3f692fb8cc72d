import { join } from 'node:path';
import { startAgentProcess, type AgentProcess } from './agent-process.ts';
import { agentVariables } from './agent-variables.ts';
import type { CompiledModules } from './compiled-modules.ts';
import type { Confinement } from './confinement.ts';
import { CODE_FILES } from './find-agent-folders.ts';
import type { RunModule } from './run-host.ts';
import { runInProcess } from './run-agent-in-process.ts';

/** How long a run has the machine for itself before the next spare process is started, in milliseconds. */
const REPLACE_AFTER = 100;

/** How agents in TypeScript are run. */
export interface AgentProcessPoolOptions {
  /** Where their processes run. */
  confinement: Confinement;
  /** The folders that the agents lie in, at any depth; absolute. */
  agentFolders: readonly string[];
  /** What agents find in `process.env`; an agent's own `details.env_vars` fill in what is not here. */
  environment: Readonly<Record<string, string>>;
  /** The longest thing that an agent may say at once, in bytes. */
  longestFrame: number;
  compiled: CompiledModules;
  /** How many processes wait for their run. A run that finds none begins when its process has started. */
  spares?: number;
}

/** The processes of agents in TypeScript: one for each run, and spare ones that are started ahead. */
export interface AgentProcessPool {
  readonly runModule: RunModule;
  /** Starts the spare ones, and from now on replaces those that are used. */
  keepSpares(): void;
  /** Ends the spare ones. Runs end by their signals. */
  close(): Promise<void>;
}

/** No process is used twice, and none has loaded an agent before it gets its run. */
export function createAgentProcessPool(options: AgentProcessPoolOptions): AgentProcessPool {
  const { confinement, agentFolders, environment, longestFrame, compiled, spares: count = 1 } = options;
  const spares = new Set<AgentProcess>();
  let replacing: NodeJS.Timeout | undefined;
  let isKept = false;

  const start = () => startAgentProcess(confinement, agentFolders);

  /** A spare that ends by itself is replaced when a run asks for one: it may be that none can be started. */
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

  function take(): AgentProcess {
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
      runInProcess(take(), {
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
