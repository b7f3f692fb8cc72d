import type { Duplex } from 'node:stream';
import type { AgentHost, CompletionReceiver, RecordedLoop } from '../agent-host.ts';
import { RECORDED_ID, type AgentFrame, type AnswerValue, type HubFrame } from './frames.ts';
import { createLineReader } from './line-reader.ts';
import { HubError } from './sent-error.ts';

type Start = Extract<HubFrame, { type: 'start' }>;
type Value = Extract<HubFrame, { type: 'done' }>['value'];

/** Receives the answer to a request. */
interface PendingRequest extends Omit<CompletionReceiver, 'end'> {
  done(value?: AnswerValue): void;
}

/** The agent's side of the channel: it sends the agent's requests to the hub. */
export interface HubChannel {
  readonly host: AgentHost;
  send(frame: AgentFrame): void;
  /** Sends all frames so far. Resolves when they have been written, so that nothing can be written before them. */
  flush(): Promise<void>;
  /** Resolves to the first frame, which names the agent to run. */
  readonly start: Promise<Start>;
}

export function openHubChannel(socket: Duplex): HubChannel {
  const { push } = createLineReader();
  const requests = new Map<number, PendingRequest>();
  const controller = new AbortController();
  let lastId = RECORDED_ID;
  let recorded: RecordedLoop | null = null;
  let unsent = '';
  let onStart!: (frame: Start) => void;
  const start = new Promise<Start>((resolve) => (onStart = resolve));

  function flush(onSent?: () => void): void {
    socket.write(unsent, onSent);
    unsent = '';
  }

  /**
   * Queues a frame. The frames of one turn of the event loop are sent in one write, so that the hub receives the last
   * reply together with the end.
   */
  function send(frame: AgentFrame): void {
    if (unsent === '') process.nextTick(() => flush());
    unsent += `${JSON.stringify(frame)}\n`;
  }

  function expect(request: PendingRequest): number {
    lastId += 1;
    requests.set(lastId, request);
    return lastId;
  }

  function call<Answer extends Value>(frame: (id: number) => AgentFrame): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const done = (value: Value) => resolve(value as Answer);
      send(frame(expect({ push: () => undefined, done, fail: reject })));
    });
  }

  function settle(id: number): PendingRequest | undefined {
    const request = requests.get(id);
    requests.delete(id);
    return request;
  }

  function receive(frame: HubFrame): void {
    switch (frame.type) {
      case 'start':
        recorded = frame.recorded && { turns: frame.recorded, completion: String(RECORDED_ID) };
        return onStart(frame);
      case 'chunks':
        for (const chunk of frame.chunks) void requests.get(frame.id)?.push(chunk);
        return;
      case 'done':
        return settle(frame.id)?.done(frame.value);
      case 'failed':
        return settle(frame.id)?.fail(new HubError(frame.error));
      case 'abort':
        return controller.abort(new HubError(frame.error));
    }
  }

  process.on('exit', () => flush()); // an agent may exit in the same turn as its reply
  socket.on('data', (bytes: Buffer) => {
    for (const line of push(bytes)) receive(JSON.parse(line) as HubFrame);
  });

  return {
    start,
    send,
    flush: () => new Promise((resolve) => flush(resolve)),
    host: {
      stream(messages, options, { push: onChunk, end, fail }) {
        const id = expect({ push: onChunk, done: end, fail });
        send({ type: 'stream', id, messages, options });
        return String(id);
      },
      answerCall: (completion, place, output) =>
        send({ type: 'output', of: Number(completion), place, output }),
      approveCall: (completion, place) =>
        call((id) => ({ type: 'approve', id, of: Number(completion), place })),
      ask: (question, form) => call((id) => ({ type: 'ask', id, question, form })),
      get recorded() {
        return recorded;
      },
      openText() {
        lastId += 1;
        send({ type: 'open', id: lastId });
        return String(lastId);
      },
      writeText: (id, piece) => send({ type: 'write', id: Number(id), piece }),
      closeText: (id) => send({ type: 'close', id: Number(id) }),
      complete: (messages, options) => call((id) => ({ type: 'complete', id, messages, options })),
      reply: (text, completion) =>
        send({ type: 'reply', text, of: completion === null ? null : Number(completion) }),
      listMessages: () => call((id) => ({ type: 'list', id })),
      listServerTools: (chosen) => call((id) => ({ type: 'tools', id, chosen })),
      callServerTool: (server, tool, args) => call((id) => ({ type: 'call', id, server, tool, args })),
      runAgent: (agentId, options) => call((id) => ({ type: 'run', id, agentId, options })),
      repliesOf: (runId) => call((id) => ({ type: 'replies', id, runId })),
      requestUserInput: () => send({ type: 'input' }),
      signal: controller.signal,
    },
  };
}
