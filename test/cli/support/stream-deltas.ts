import { cut, chunk, ChunkLimit, frame } from '../../support/model-answers.ts';
import type { ModelAnswer } from '../../support/model-server.ts';

/** Streams a chunk with each of these deltas, as far as the limit allows. */
export function streamDeltas(
  deltas: readonly object[],
  finish: string,
  limit = new ChunkLimit(Infinity),
): ModelAnswer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [index, delta] of deltas.entries()) {
      while (index >= limit.chunks) await limit.untilRaised();
      response.write(frame(chunk(delta)));
    }
    response.end(frame(chunk({}, finish)) + frame('[DONE]'));
  };
}

/** Returns the deltas of a text that a model thinks. */
export function thinking(text: string, charactersPerDelta = 4): object[] {
  return cut(text, charactersPerDelta).map((piece) => ({ reasoning_content: piece }));
}

/** Returns the deltas of a call: one with its name, and one for each piece of its arguments. */
export function calling(index: number, name: string, args: string, charactersPerDelta = 4): object[] {
  const first = { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } };
  const pieces = cut(args, charactersPerDelta).map((piece) => ({ index, function: { arguments: piece } }));
  return [first, ...pieces].map((call) => ({ tool_calls: [call] }));
}
