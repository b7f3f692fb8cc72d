import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { chunk, frame } from '../../support/model-answers.ts';
import type { ModelRequest } from '../../support/model-server.ts';

const MEGABYTE = Buffer.alloc(1_000_000, 'x');
const PIECES = 40;
const FRAME = Buffer.from(frame(chunk({ content: MEGABYTE.toString('latin1') })));

/** Answers with 40 MB, as fast as they are read: in one piece, or streamed in pieces of one megabyte. */
export async function hugeAnswer(response: ServerResponse, { body }: ModelRequest): Promise<void> {
  const type = body?.stream ? 'text/event-stream' : 'application/json';
  response.writeHead(200, { 'content-type': type });
  if (!body?.stream) response.write('{"choices":[{"index":0,"message":{"role":"assistant","content":"');
  const closed = once(response, 'close');
  for (let sent = 0; sent < PIECES && !response.destroyed; sent++) {
    if (!response.write(body?.stream ? FRAME : MEGABYTE))
      await Promise.race([once(response, 'drain'), closed]);
  }
  response.end(body?.stream ? frame('[DONE]') : '"},"finish_reason":"stop"}]}');
}
