import type { Duplex } from 'node:stream';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { machineVariables } from './agent-variables.ts';
import type { Workspace, Confinement } from './confinement.ts';
import { MEGABYTE } from './limits/agent-limits.ts';
import { moduleFailure } from './agent-failure.ts';
import { filesOfProgram } from './module-program.ts';
import { PROGRAM } from './program-files.ts';
import { runProcessGroup } from './process-group.ts';

/** Time between SIGTERM and SIGKILL, in milliseconds. */
const KILL_AFTER = 200;
/** Share of the memory limit for V8's heap. When the heap is full, V8 ends the process with a message. */
const HEAP_SHARE = 0.75;

/**
 * The process of a TypeScript agent, for one run. It starts without an agent. The hub names the agent over the channel.
 */
export interface ModuleProcess {
  /** Resolves to the hub's end of the channel when the process has started. */
  readonly channel: Promise<Duplex>;
  /** Resolves to the reason why the process ended or could not be started. Never rejects. */
  readonly ended: Promise<Error>;
  /** Resolves when the process and everything that it started are gone. Never rejects. */
  readonly gone: Promise<void>;
  /** Delivers the output of the process, from its start. */
  deliverOutput(deliver: (stream: OutputStream, text: string) => void): void;
  /** Delivers output that is still buffered, including an incomplete line. */
  endOutput(): void;
  /** Ends the process. */
  stop(): void;
}

/**
 * Starts a process.
 * @param agentFolders absolute paths of the folders whose code the process can read: it is not known yet which agent it
 * will run
 */
export function startModuleProcess(confinement: Confinement, agentFolders: readonly string[]): ModuleProcess {
  const stopping = new AbortController();
  const early: [OutputStream, string][] = [];
  let deliver = (stream: OutputStream, text: string): void => void early.push([stream, text]);
  const output = createAgentOutput((stream, text) => deliver(stream, text));
  let onChannel!: (channel: Duplex) => void;
  const channel = new Promise<Duplex>((resolve) => (onChannel = resolve));

  async function run(workspace: Workspace): Promise<Error> {
    const heap = Math.floor((HEAP_SHARE * workspace.limits.memory) / MEGABYTE);
    const exit = await runProcessGroup({
      command: process.execPath,
      args: [`--max-old-space-size=${heap}`, ...PROGRAM],
      workspace,
      variables: machineVariables(),
      input: '',
      signal: stopping.signal,
      killAfter: KILL_AFTER,
      onOutput: output.push,
      onChannel,
    });
    output.end();
    return moduleFailure(exit, output.stderr, workspace.limits);
  }

  const opened = confinement.open({ readable: filesOfProgram(agentFolders), own: agentFolders });
  const ended = opened.then(run).catch(notStarted);

  async function untilGone(): Promise<void> {
    await ended;
    await opened.then((workspace) => workspace.close()).catch(() => undefined); // the files that remain are temporary
  }

  return {
    channel,
    ended,
    gone: untilGone(),
    deliverOutput(to) {
      deliver = to;
      for (const [stream, text] of early) to(stream, text);
    },
    endOutput: output.end,
    stop: () => stopping.abort(),
  };
}

function notStarted(error: unknown): Error {
  return new Error(`the agent's process could not be started: ${(error as Error).message}`, { cause: error });
}
