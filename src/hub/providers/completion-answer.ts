import type { ForwardedAnswer } from './provider.ts';

/**
 * An answer that streams, as a model server would send it: each chunk as an event, then `[DONE]`.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export function streamedAnswer(chunks: AsyncIterable<object>): ForwardedAnswer {
  return { status: 200, contentType: 'text/event-stream', headers: {}, body: encode(chunks) };
}

/** An answer in one piece. */
export function jsonAnswer(status: number, json: object): ForwardedAnswer {
  const bytes = Buffer.from(JSON.stringify(json));
  return { status, contentType: 'application/json', headers: {}, body: inOnePiece(bytes) };
}

async function* encode(chunks: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
  yield Buffer.from('data: [DONE]\n\n');
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
