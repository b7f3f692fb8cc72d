import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelAnswer } from './model-server.ts';

const SSE_HEADERS = { 'content-type': 'text/event-stream' };
/** Interval at which a paced answer sends the chunks that are due, in milliseconds. */
const TICK_MS = 8;

interface StreamTextOptions {
  charactersPerChunk?: number;
  /** Average number of chunks per second; without it, all chunks are sent at once. */
  perSecond?: number;
  /** Pauses the answer there until the limit is raised. The pause does not count for `perSecond`. */
  limit?: ChunkLimit;
}

/** Maximum number of chunks with text that an answer sends. The test raises it. */
export class ChunkLimit {
  #chunks: number;
  readonly #raises = new EventEmitter().setMaxListeners(0);

  constructor(chunks: number) {
    this.#chunks = chunks;
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** Continues answers, up to the new limit or to their ends. */
  raise(chunks = Infinity): void {
    this.#chunks = chunks;
    this.#raises.emit('raise');
  }

  async untilRaised(): Promise<void> {
    await once(this.#raises, 'raise');
  }
}

/** Streams a text as a language model does: a chunk with the role, the text in pieces, the finish, `[DONE]`. */
export function streamText(text: string, options: StreamTextOptions = {}): ModelAnswer {
  const { charactersPerChunk = 5, perSecond = Infinity, limit = new ChunkLimit(Infinity) } = options;
  const pieces = cut(text, charactersPerChunk);
  return async (response, request) => {
    const start = performance.now();
    let held = 0;
    response.writeHead(200, SSE_HEADERS);
    response.write(frame(chunk({ role: 'assistant', content: '' })));
    while (request.chunksWithText < pieces.length) {
      const sent = request.chunksWithText;
      if (sent >= limit.chunks) {
        const from = performance.now();
        await limit.untilRaised();
        held += performance.now() - from;
      }
      const due = Math.floor(((performance.now() - start - held) / 1_000) * perSecond);
      const upTo = Math.min(pieces.length, due, limit.chunks);
      for (const piece of pieces.slice(sent, upTo)) response.write(frame(chunk({ content: piece })));
      request.chunksWithText = Math.max(sent, upTo);
      if (perSecond !== Infinity) await delay(TICK_MS);
      if (response.destroyed) return;
    }
    response.end(frame(chunk({}, 'stop')) + frame('[DONE]'));
  };
}

/** Streams these bytes unchanged and ends the stream. With `bytesPerWrite`, they are sent in pieces of that size. */
export function sendStream(body: string, bytesPerWrite?: number): ModelAnswer {
  return async (response) => {
    response.writeHead(200, SSE_HEADERS);
    await writeInPieces(response, Buffer.from(body), bytesPerWrite);
    response.end();
  };
}

/** Streams one call of a function. */
export function streamCall(id: string, name: string, args: object = {}): ModelAnswer {
  const call = { index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return sendStream(frame(chunk({ tool_calls: [call] })) + frame(chunk({}, 'tool_calls')) + frame('[DONE]'));
}

/** Streams these bytes, and then leaves the stream open. */
export function stallAfter(body: string): ModelAnswer {
  return (response) => {
    response.writeHead(200, SSE_HEADERS).write(body);
  };
}

/** Streams these bytes and then breaks the connection, after the promise has settled if one is given. */
export function cutAfter(body: string, until?: Promise<unknown>): ModelAnswer {
  return async (response) => {
    response.writeHead(200, SSE_HEADERS);
    await writeInPieces(response, Buffer.from(body));
    await until;
    response.destroy();
  };
}

/** Accepts the request and never answers. */
export function neverAnswer(): ModelAnswer {
  return () => {};
}

/** Answers with complete JSON. */
export function answerJson(body: unknown): ModelAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** Answers with this text, streamed or complete as the request asks. */
export function answer(text: string): ModelAnswer {
  const whole = {
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
  };
  return (response, request) =>
    request.body?.stream ? streamText(text)(response, request) : answerJson(whole)(response, request);
}

/** Refuses the request with exactly this body and these headers. */
export function refuseWith(
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): ModelAnswer {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  return (response) =>
    void response
      .writeHead(status, { 'content-type': type, ...headers })
      .end(isText ? body : JSON.stringify(body));
}

/** Breaks the connection before the response begins. */
export function hangUp(): ModelAnswer {
  return (response) => void response.destroy();
}

/** Refuses the request with a body in OpenAI's form. */
export function refuse(status: number, message: string): ModelAnswer {
  const body = { error: { message, type: 'server_error', param: null, code: null } };
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** Returns a chat completion chunk whose first choice has this delta. */
export function chunk(delta: object, finishReason: string | null = null) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

/** Returns an SSE event with this data. An object is sent as JSON. */
export function frame(data: object | string, lineBreak = '\n'): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `data: ${text}${lineBreak}${lineBreak}`;
}

/** Cuts a text into pieces of this many characters. The last may be shorter. */
export function cut(text: string, length: number): string[] {
  const characters = Array.from(text);
  const starts = Array.from({ length: Math.ceil(characters.length / length) }, (_, at) => at * length);
  return starts.map((start) => characters.slice(start, start + length).join(''));
}

/** Waits until each piece has been sent, so that the network does not join them. */
async function writeInPieces(response: ServerResponse, bytes: Buffer, length = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length; at += length) {
    await new Promise<void>((resolve) =>
      response.write(bytes.subarray(at, at + length), () => setImmediate(resolve)),
    );
  }
}
