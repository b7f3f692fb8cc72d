import type { ForwardedAnswer } from './provider.ts';

/** The end of a complete stream of chunks. */
export const STREAM_END = Buffer.from('data: [DONE]\n\n');

/**
 * Returns a streamed answer in the form of a model server: each chunk as an event, then `[DONE]`.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export function streamedAnswer(chunks: AsyncIterable<object>): ForwardedAnswer {
  return streamOf(encodeChunks(chunks));
}

/** Returns an answer that streams these bytes of events. */
export function streamOf(body: AsyncIterable<Uint8Array>): ForwardedAnswer {
  return { status: 200, contentType: 'text/event-stream', headers: {}, body };
}

/** Returns an answer in one piece. */
export function jsonAnswer(status: number, json: object): ForwardedAnswer {
  const bytes = Buffer.from(JSON.stringify(json));
  return { status, contentType: 'application/json', headers: {}, body: inOnePiece(bytes) };
}

/** Encodes a chunk or an error as one event of a stream. */
export function encodeEvent(json: object): Uint8Array {
  return Buffer.from(`data: ${JSON.stringify(json)}\n\n`);
}

async function* encodeChunks(chunks: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield encodeEvent(chunk);
  yield STREAM_END;
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
