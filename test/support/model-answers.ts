import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ModelAnswer } from './model-server.ts';

const SSE_HEADERS = { 'content-type': 'text/event-stream' };
/** How often a paced answer looks at the clock. */
const TICK_MS = 8;

interface StreamTextOptions {
  charactersPerChunk?: number;
  /** Chunks per second, right on average; all at once if it is left out. */
  perSecond?: number;
  /** Stops there until it is raised; the time that passes meanwhile does not count. */
  limit?: ChunkLimit;
}

/** How many chunks with text an answer may send: the test's to raise. */
export class ChunkLimit {
  #chunks: number;
  readonly #raises = new EventEmitter().setMaxListeners(0);

  constructor(chunks: number) {
    this.#chunks = chunks;
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** Lets answers go on: to the next stop, or to their ends. */
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

/** Sends these bytes as a stream, as they are, and ends it. Takes them cut in pieces so long, if that is given. */
export function sendStream(body: string, bytesPerWrite?: number): ModelAnswer {
  return async (response) => {
    response.writeHead(200, SSE_HEADERS);
    await writeInPieces(response, Buffer.from(body), bytesPerWrite);
    response.end();
  };
}

/** Streams one call of a function, without arguments. */
export function streamCall(id: string, name: string): ModelAnswer {
  const call = { index: 0, id, type: 'function', function: { name, arguments: '{}' } };
  return sendStream(frame(chunk({ tool_calls: [call] })) + frame(chunk({}, 'tool_calls')) + frame('[DONE]'));
}

/** Sends these bytes as a stream, and then nothing more. */
export function stallAfter(body: string): ModelAnswer {
  return (response) => {
    response.writeHead(200, SSE_HEADERS).write(body);
  };
}

/** Sends these bytes as a stream, and then breaks the connection; not before the promise has settled, if there is one. */
export function cutAfter(body: string, until?: Promise<unknown>): ModelAnswer {
  return async (response) => {
    response.writeHead(200, SSE_HEADERS);
    await writeInPieces(response, Buffer.from(body));
    await until;
    response.destroy();
  };
}

/** Takes the request, and sends not even a status. */
export function sayNothing(): ModelAnswer {
  return () => {};
}

/** Answers with JSON, whole. */
export function answerJson(body: unknown): ModelAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** Answers with this text, as it was asked to: streamed, or whole. */
export function answer(text: string): ModelAnswer {
  const whole = {
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
  };
  return (response, request) =>
    request.body?.stream ? streamText(text)(response, request) : answerJson(whole)(response, request);
}

/** Refuses, with exactly this body and these headers. */
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

/** Breaks the connection before a head is sent. */
export function hangUp(): ModelAnswer {
  return (response) => void response.destroy();
}

/** Refuses, with a body such as OpenAI's. */
export function refuse(status: number, message: string): ModelAnswer {
  const body = { error: { message, type: 'server_error', param: null, code: null } };
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** A chat completion chunk whose first choice has this delta. */
export function chunk(delta: object, finishReason: string | null = null) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

/** One SSE event with this data: an object becomes JSON. */
export function frame(data: object | string, lineBreak = '\n'): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `data: ${text}${lineBreak}${lineBreak}`;
}

/** The pieces of a text, each so many characters long but the last. */
export function cut(text: string, length: number): string[] {
  const characters = Array.from(text);
  const starts = Array.from({ length: Math.ceil(characters.length / length) }, (_, at) => at * length);
  return starts.map((start) => characters.slice(start, start + length).join(''));
}

/** Waits for each piece to leave, so that the network does not put them together again. */
async function writeInPieces(response: ServerResponse, bytes: Buffer, length = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length; at += length) {
    await new Promise<void>((resolve) =>
      response.write(bytes.subarray(at, at + length), () => setImmediate(resolve)),
    );
  }
}
