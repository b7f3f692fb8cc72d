import type { Duplex } from 'node:stream';
import type { AgentFrame, Compiled, HubFrame } from '../../agents/process/frames.ts';
import { toSentError } from '../../agents/process/sent-error.ts';
import { parseAgentFrame } from './agent-frames.ts';
import { createFrameWriter } from './agent-frame-writer.ts';
import { thrownByAgent } from './agent-failure.ts';
import { receiveLines } from './receive-lines.ts';
import type { RunHost } from './run-host.ts';

/** How much an agent may have asked for that is not answered yet, in bytes, and what a request counts besides its own. */
const MOST_IN_FLIGHT = 64 * 1024 * 1024;
const PER_REQUEST = 16 * 1024;
/** How much of its replies may wait to be written before the hub reads on, in characters, and what a reply counts besides. */
const MOST_UNWRITTEN = 256 * 1024;
const PER_REPLY = 16 * 1024;

/** One agent that is served. */
export interface ServedAgent {
  start(file: string, variables: Record<string, string>, compiled: Compiled): void;
  /** Tells the agent that its run ends. */
  abort(reason: unknown): void;
  /** Settles when all is handled that the agent is known to have sent. */
  handled(): Promise<void>;
}

type Request = Extract<AgentFrame, { type: 'stream' | 'complete' | 'list' }>;

interface ServeAgentOptions {
  /** In bytes. */
  longestFrame: number;
  /** Called with what the agent was compiled to, before any of its code has run. */
  onCompiled(compiled: Compiled): void;
  /**
   * Called once, when the agent has ended: with why it failed, or null. Also called when what it sends cannot be read.
   */
  onEnd(failure: Error | null): void;
}

/** Does for an agent's process what it asks for over its channel. */
export function serveAgent(channel: Duplex, host: RunHost, options: ServeAgentOptions): ServedAgent {
  const { longestFrame, onCompiled, onEnd } = options;
  const { send, sendChunk, full } = createFrameWriter(channel);
  /** The ids of streamed completions: the agent's, and the host's. */
  const streams = new Map<number, string>();
  let inFlight = 0;
  let unwritten = 0;
  let lists: Promise<unknown> = Promise.resolve();
  let hasBegun = false;
  let hasEnded = false;

  function end(failure: Error | null): void {
    if (hasEnded) return;
    hasEnded = true;
    onEnd(failure);
  }

  /** Counts a request until it is answered. Returns what answers it. */
  function begin(bytes: number): (frame: HubFrame) => void {
    const weight = bytes + PER_REQUEST;
    inFlight += weight;
    let isOpen = true;
    return (frame) => {
      if (!isOpen) return;
      isOpen = false;
      inFlight -= weight;
      send(frame);
    };
  }

  function serve(frame: Request, bytes: number): void {
    const { id } = frame;
    const answer = begin(bytes);
    const fail = (error: unknown) => answer({ type: 'failed', id, error: toSentError(error) });
    if (inFlight > MOST_IN_FLIGHT)
      return fail(new Error('too much was asked for at once: wait for answers first'));
    switch (frame.type) {
      case 'stream':
        try {
          const receiver = {
            push(chunk: Parameters<typeof sendChunk>[1]) {
              sendChunk(id, chunk);
              return full();
            },
            end: () => answer({ type: 'done', id }),
            fail,
          };
          streams.set(id, host.stream(frame.messages, frame.options, receiver));
        } catch (error) {
          fail(error); // the run has ended
        }
        return;
      case 'complete':
        host
          .complete(frame.messages, frame.options)
          .then((value) => answer({ type: 'done', id, value }), fail);
        return;
      case 'list':
        lists = lists
          .then(full) // one after the other, and only as fast as the agent reads them
          .then(() => host.listMessages())
          .then((value) => answer({ type: 'done', id, value }), fail);
        return;
    }
  }

  /** Returns a promise where too much waits to be written. */
  function reply(text: string, of: number | null): Promise<void> | undefined {
    host.reply(text, of === null ? null : (streams.get(of) ?? null));
    unwritten += text.length + PER_REPLY;
    return unwritten > MOST_UNWRITTEN ? untilWritten() : undefined;
  }

  async function untilWritten(): Promise<void> {
    await host.written().catch(() => undefined); // the run ends of that
    unwritten = 0;
  }

  function receive(line: string): Promise<void> | undefined {
    if (hasEnded || host.signal.aborted) {
      receiveLate(line);
      return undefined;
    }
    const frame = parseAgentFrame(line);
    switch (frame.type) {
      case 'compiled':
        if (hasBegun) throw new Error('what it was compiled to, after it has begun'); // it would be the agent's word
        onCompiled(frame.compiled);
        break;
      case 'begin':
        hasBegun = true;
        break;
      case 'reply':
        return reply(frame.text, frame.of);
      case 'input':
        host.requestUserInput();
        break;
      case 'returned':
        end(null);
        break;
      case 'threw':
        end(thrownByAgent(frame));
        break;
      default:
        serve(frame, line.length);
    }
    return undefined;
  }

  /** Nothing counts any more but that the agent has ended, too. */
  function receiveLate(line: string): void {
    if (!hasEnded && parseAgentFrame(line).type === 'returned') end(null);
  }

  const handled = receiveLines(channel, {
    longest: longestFrame,
    receive,
    onFailure: ({ message }) => end(new Error(`its process sent the hub what no agent sends: ${message}`)),
  });

  return {
    start: (file, variables, compiled) => send({ type: 'start', file, variables, compiled }),
    abort: (reason) => send({ type: 'abort', error: toSentError(reason) }),
    handled,
  };
}
