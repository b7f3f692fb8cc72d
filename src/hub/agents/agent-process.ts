import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../package-root.ts';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { machineVariables } from './agent-variables.ts';
import { runProcessGroup, type ProcessExit } from './process-group.ts';

/** What the heap of an agent may hold, in megabytes. */
export const DEFAULT_MEMORY = 512;
/** How long a process that is told to end may take before it is killed, in milliseconds. */
const KILL_AFTER = 200;

/** The process that an agent in TypeScript has for one run. It waits until it is told which agent. */
export interface AgentProcess {
  /** Settles when the process is started. */
  readonly channel: Promise<Duplex>;
  /**
   * Settles when the process is gone, with all that it has started.
   * @throws Error where it could not be started
   */
  readonly ended: Promise<ProcessExit>;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  /** Passes on what the process writes, from its start on. */
  deliverOutput(deliver: (stream: OutputStream, text: string) => void): void;
  /** Passes on what has been kept back to be passed on with more, lines without an end included. */
  endOutput(): void;
  /** Ends it. */
  stop(): void;
}

/** Starts a process. @param memory what its heap may hold, in megabytes */
export function startAgentProcess(memory: number): AgentProcess {
  const stopping = new AbortController();
  const early: [OutputStream, string][] = [];
  let deliver = (stream: OutputStream, text: string): void => void early.push([stream, text]);
  const output = createAgentOutput((stream, text) => deliver(stream, text));
  let onChannel!: (channel: Duplex) => void;
  const channel = new Promise<Duplex>((resolve) => (onChannel = resolve));

  async function run(): Promise<ProcessExit> {
    const folder = await mkdtemp(join(tmpdir(), 'symposium-agent-'));
    try {
      return await runProcessGroup({
        command: process.execPath,
        args: [`--max-old-space-size=${memory}`, ...programOfAgents()],
        folder,
        variables: machineVariables(),
        input: '',
        signal: stopping.signal,
        killAfter: KILL_AFTER,
        onOutput: output.push,
        onChannel,
      });
    } catch (error) {
      throw new Error(`the agent's process could not be started: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      output.end();
      await rm(folder, { recursive: true, force: true });
    }
  }

  const ended = run();
  ended.catch(() => undefined); // whoever uses the process learns of it
  return {
    channel,
    ended,
    get stderr() {
      return output.stderr;
    },
    deliverOutput(to) {
      deliver = to;
      for (const [stream, text] of early) to(stream, text);
    },
    endOutput: output.end,
    stop: () => stopping.abort(),
  };
}

/** What Node is to run: the program that was built beside this one, or its source where this is source, too. */
function programOfAgents(): string[] {
  if (!import.meta.url.endsWith('.ts')) return [packagePath('dist/hub/agent-process.js')];
  const loader = pathToFileURL(packagePath('node_modules/jiti/lib/jiti-register.mjs'));
  return ['--import', loader.href, packagePath('src/agents/process/main.ts')];
}
