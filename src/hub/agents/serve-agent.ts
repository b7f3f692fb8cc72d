import type { Duplex } from 'node:stream';
import {
  RECORDED_ID,
  type AgentFrame,
  type AnswerValue,
  type Compiled,
  type HubFrame,
} from '../../agents/process/frames.ts';
import { toSentError } from '../../agents/process/sent-error.ts';
import { parseAgentFrame } from './agent-frames.ts';
import { createFrameWriter } from './agent-frame-writer.ts';
import { thrownByAgent } from './agent-failure.ts';
import { receiveLines } from './receive-lines.ts';
import type { RunHost } from './run-host.ts';

/** Maximum total size of an agent's unanswered requests, and the size that is added for each request, in bytes. */
const MAX_IN_FLIGHT = 64 * 1024 * 1024;
const PER_REQUEST = 16 * 1024;
/**
 * Maximum total length of what an agent adds to its run and is not stored yet, and the length that is added for each
 * reply or output, and for each piece of text, in characters.
 */
const MAX_UNWRITTEN = 256 * 1024;
const PER_REPLY = 16 * 1024;
const PER_PIECE = 1024;

/** The hub's side of one agent's channel. */
export interface ServedAgent {
  start(file: string, variables: Record<string, string>, compiled: Compiled): void;
  /** Notifies the agent that its run is aborted. */
  abort(reason: unknown): void;
  /** Resolves when everything that was received from the agent is handled. */
  handled(): Promise<void>;
}

type Request = Extract<
  AgentFrame,
  { type: 'stream' | 'complete' | 'list' | 'tools' | 'call' | 'approve' | 'ask' | 'run' | 'replies' }
>;
/** A frame with something that the agent adds to its run. */
type Addition = Extract<AgentFrame, { type: 'reply' | 'output' | 'open' | 'write' | 'close' }>;

interface ServeAgentOptions {
  /** Maximum size of a frame from the agent, in bytes. */
  longestFrame: number;
  /** Called with the compiled modules, before any of the agent's code has run. */
  onCompiled(compiled: Compiled): void;
  /** Called once, when the agent has ended or has sent an invalid frame: with the failure, or null. */
  onEnd(failure: Error | null): void;
}

/** Handles the requests of an agent's process. */
export function serveAgent(channel: Duplex, host: RunHost, options: ServeAgentOptions): ServedAgent {
  const { longestFrame, onCompiled, onEnd } = options;
  const { send, sendChunk, full } = createFrameWriter(channel);
  /** The host's ids of streams, by the agent's ids. */
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

  /** Counts a request until it is answered. Returns the function that answers it. */
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
    const succeed = (value: AnswerValue) => answer({ type: 'done', id, value });
    const fail = (error: unknown) => answer({ type: 'failed', id, error: toSentError(error) });
    if (inFlight > MAX_IN_FLIGHT)
      return fail(new Error('too many requests at once: wait for answers before sending more'));
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
        host.complete(frame.messages, frame.options).then(succeed, fail);
        return;
      case 'list':
        lists = lists
          .then(full) // one at a time, and only as fast as the agent reads
          .then(() => host.listMessages())
          .then(succeed, fail);
        return;
      case 'tools':
        Promise.resolve(full())
          .then(() => host.listServerTools(frame.chosen))
          .then(succeed, fail);
        return;
      case 'call':
        Promise.resolve(full())
          .then(() => host.callServerTool(frame.server, frame.tool, frame.args))
          .then(succeed, fail);
        return;
      case 'approve':
        host.approveCall(streamOf(frame.of), frame.place).then(succeed, fail);
        return;
      case 'ask':
        host.ask(frame.question, frame.form).then(succeed, fail);
        return;
      case 'run':
        host.runAgent(frame.agentId, frame.options).then(succeed, fail);
        return;
      case 'replies':
        host.repliesOf(frame.runId).then(succeed, fail);
        return;
    }
  }

  /** Passes on what the agent adds to its run. Returns a promise if too much is not stored yet. */
  function add(frame: Addition): Promise<void> | undefined {
    switch (frame.type) {
      case 'reply':
        host.reply(frame.text, frame.of === null ? null : (streams.get(frame.of) ?? null));
        unwritten += frame.text.length + PER_REPLY;
        break;
      case 'output':
        host.answerCall(streamOf(frame.of), frame.place, frame.output);
        unwritten += frame.output.length + PER_REPLY;
        break;
      case 'open':
        try {
          streams.set(frame.id, host.openText());
        } catch (error) {
          end(error as Error); // too many drafts, or the run has ended
        }
        break;
      case 'write':
        host.writeText(streamOf(frame.id), frame.piece);
        unwritten += frame.piece.value.length + PER_PIECE;
        break;
      case 'close':
        host.closeText(streamOf(frame.id));
        break;
    }
    return unwritten > MAX_UNWRITTEN ? untilWritten() : undefined;
  }

  function streamOf(id: number): string {
    const stream = streams.get(id);
    if (stream === undefined) throw new Error(`there is no stream ${id}`);
    return stream;
  }

  async function untilWritten(): Promise<void> {
    await host.written().catch(() => undefined); // such a failure ends the run
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
        if (hasBegun) throw new Error('compiled modules after it has begun'); // they could come from the agent's code
        onCompiled(frame.compiled);
        break;
      case 'begin':
        hasBegun = true;
        break;
      case 'reply':
      case 'output':
      case 'open':
      case 'write':
      case 'close':
        return add(frame);
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

  /** Handles a frame that arrives after the end of the run: only the end of the agent matters then. */
  function receiveLate(line: string): void {
    if (!hasEnded && parseAgentFrame(line).type === 'returned') end(null);
  }

  const handled = receiveLines(channel, {
    longest: longestFrame,
    receive,
    onFailure: ({ message }) => end(new Error(`its process sent an invalid frame to the hub: ${message}`)),
  });

  return {
    start(file, variables, compiled) {
      const { recorded } = host;
      if (recorded) streams.set(RECORDED_ID, recorded.completion);
      send({ type: 'start', file, variables, compiled, recorded: recorded?.turns ?? null });
    },
    abort: (reason) => send({ type: 'abort', error: toSentError(reason) }),
    handled,
  };
}
