import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { ModuleProcess } from './module-process.ts';
import type { CompiledModules } from './compiled-modules.ts';
import type { OutputStream } from './agent-output.ts';
import { channelClosed } from './agent-failure.ts';
import type { RunHost, RunningModule } from './run-host.ts';
import { serveAgent, type ServedAgent } from './serve-agent.ts';

/** Time that an agent has to return after its run was aborted, in milliseconds. */
const ABORT_GRACE = 500;
/** Time that a process has to exit after it has closed its channel, in milliseconds. */
const CLOSED_CHANNEL_GRACE = 3_000;

/**
 * Number of turns of the event loop in which output is still read after a process has reported its end. The turn of the
 * report may have polled the output before it was printed.
 */
const TURNS_TO_READ_OUTPUT = 2;

interface RunAgentInProcessOptions {
  /** Absolute path of the `agent.ts`. */
  file: string;
  variables: Record<string, string>;
  host: RunHost;
  longestFrame: number;
  compiled: CompiledModules;
  onOutput(stream: OutputStream, text: string): void;
}

/** Runs one agent in a process, which ends with the agent. */
export function runAgentInProcess(process: ModuleProcess, options: RunAgentInProcessOptions): RunningModule {
  const { file, variables, host, longestFrame, compiled, onOutput } = options;
  const { signal } = host;
  let agent: ServedAgent | null = null;
  let killTimer: NodeJS.Timeout | undefined;
  let reported: { failure: Error | null } | null = null;
  let onReported!: () => void;
  const reporting = new Promise<void>((resolve) => (onReported = resolve));

  function end(failure: Error | null): void {
    reported ??= { failure };
    process.stop();
    onReported();
  }

  function onAbort(): void {
    if (!agent) return process.stop();
    agent.abort(signal.reason);
    clearTimeout(killTimer);
    killTimer = setTimeout(process.stop, ABORT_GRACE);
  }

  async function serve(): Promise<void> {
    const [channel, known] = await Promise.all([process.channel, compiled.read(file)]);
    if (signal.aborted) return;
    agent = serveAgent(channel, host, {
      longestFrame,
      onCompiled: (news) => void compiled.keep(file, news),
      onEnd: end,
    });
    channel.once('close', () => {
      killTimer ??= setTimeout(end, CLOSED_CHANNEL_GRACE, channelClosed());
    });
    agent.start(file, variables, known);
  }

  async function untilReported(): Promise<Error | null> {
    await reporting;
    await yieldToEventLoop(TURNS_TO_READ_OUTPUT);
    process.endOutput();
    return reported!.failure;
  }

  async function untilExit(): Promise<Error | null> {
    const failure = await process.ended;
    await agent?.handled(); // its last frames may not have been handled yet
    return reported ? reported.failure : failure;
  }

  async function untilEnded(): Promise<void> {
    const failure = await Promise.race([untilReported(), untilExit()]);
    if (failure) throw failure;
  }

  signal.addEventListener('abort', onAbort, { once: true });
  process.deliverOutput((stream, text) => {
    if (!signal.aborted) onOutput(stream, text);
  });
  void serve();
  async function untilGone(): Promise<void> {
    await process.gone;
    clearTimeout(killTimer);
    signal.removeEventListener('abort', onAbort);
  }

  return { ended: untilEnded(), gone: untilGone() };
}
