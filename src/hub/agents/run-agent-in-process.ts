import { endOfTurn } from '../end-of-turn.ts';
import type { AgentProcess } from './agent-process.ts';
import type { CompiledModules } from './compiled-modules.ts';
import type { OutputStream } from './agent-output.ts';
import { channelClosed } from './agent-failure.ts';
import type { RunHost, RunningModule } from './run-host.ts';
import { serveAgent, type ServedAgent } from './serve-agent.ts';

/** How long an agent whose run has ended may take to end by itself, in milliseconds. */
const GRACE = 500;
/** How long a process may live on that has closed its channel, in milliseconds: it may be about to end. */
const DEAF_FOR = 3_000;

/**
 * How many turns of the event loop it takes to read what a process had printed before it said that it has ended: the turn
 * in which that was said may have begun to look for output before.
 */
const TURNS_TO_READ = 2;

interface RunInProcessOptions {
  /** The absolute path of the `agent.ts`. */
  file: string;
  variables: Record<string, string>;
  host: RunHost;
  longestFrame: number;
  compiled: CompiledModules;
  onOutput(stream: OutputStream, text: string): void;
}

/** Runs one agent in a process, which ends with it. */
export function runInProcess(process: AgentProcess, options: RunInProcessOptions): RunningModule {
  const { file, variables, host, longestFrame, compiled, onOutput } = options;
  const { signal } = host;
  let agent: ServedAgent | null = null;
  let ending: NodeJS.Timeout | undefined;
  let said: { failure: Error | null } | null = null;
  let onSaid!: () => void;
  const saying = new Promise<void>((resolve) => (onSaid = resolve));

  function end(failure: Error | null): void {
    said ??= { failure };
    process.stop();
    onSaid();
  }

  function onAbort(): void {
    if (!agent) return process.stop();
    agent.abort(signal.reason);
    clearTimeout(ending);
    ending = setTimeout(process.stop, GRACE);
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
      ending ??= setTimeout(end, DEAF_FOR, channelClosed());
    });
    agent.start(file, variables, known);
  }

  async function untilSaid(): Promise<Error | null> {
    await saying;
    await endOfTurn(TURNS_TO_READ);
    process.endOutput();
    return said!.failure;
  }

  async function untilExit(): Promise<Error | null> {
    const failure = await process.ended;
    await agent?.handled(); // it may have sent its last words before it ended
    return said ? said.failure : failure;
  }

  async function untilEnded(): Promise<void> {
    const failure = await Promise.race([untilSaid(), untilExit()]);
    if (failure) throw failure;
  }

  signal.addEventListener('abort', onAbort, { once: true });
  process.deliverOutput((stream, text) => {
    if (!signal.aborted) onOutput(stream, text);
  });
  void serve();
  async function untilGone(): Promise<void> {
    await process.gone;
    clearTimeout(ending);
    signal.removeEventListener('abort', onAbort);
  }

  return { ended: untilEnded(), gone: untilGone() };
}
