import type { Duplex } from 'node:stream';
import { createAgentOutput, type OutputStream } from './agent-output.ts';
import { machineVariables } from './agent-variables.ts';
import type { Workspace, Confinement } from './confinement.ts';
import { MEGABYTE } from './limits/agent-limits.ts';
import { moduleFailure } from './agent-failure.ts';
import { filesOfProgram } from './module-program.ts';
import { PROGRAM } from './program-files.ts';
import { runProcessGroup } from './process-group.ts';

/** How long a process that is told to end may take before it is killed, in milliseconds. */
const KILL_AFTER = 200;
/** How much of its memory an agent's heap may fill: V8 then ends the process, and says why. */
const HEAP_SHARE = 0.75;

/** The process that an agent in TypeScript has for one run. It waits until it is told which agent. */
export interface AgentProcess {
  /** Settles when the process is started. */
  readonly channel: Promise<Duplex>;
  /** Settles when the process has ended, with why it has, or could not be started, where it was not stopped. Never rejects. */
  readonly ended: Promise<Error>;
  /** Settles when nothing is left of it, nor of what it has started. Never rejects. */
  readonly gone: Promise<void>;
  /** Passes on what the process writes, from its start on. */
  deliverOutput(deliver: (stream: OutputStream, text: string) => void): void;
  /** Passes on what has been kept back to be passed on with more, lines without an end included. */
  endOutput(): void;
  /** Ends it. */
  stop(): void;
}

/**
 * Starts a process.
 * @param confinement where it runs
 * @param agentFolders what it reads the code of agents from, absolute: it may be any agent that it is to run
 */
export function startAgentProcess(confinement: Confinement, agentFolders: readonly string[]): AgentProcess {
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
    await opened.then((workspace) => workspace.close()).catch(() => undefined); // what it has left lies among temporary files
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
