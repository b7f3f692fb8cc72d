import { z } from 'zod';
import type { CompletionChunk } from '../../../agents/agent.ts';
import { createSseDecoder } from '../../../protocol/sse-decode.ts';
import { ProviderError } from '../provider.ts';

const chunkSchema = z.looseObject({
  choices: z.array(
    z.looseObject({
      index: z.number(),
      delta: z.looseObject({ role: z.string().optional(), content: z.string().nullish() }),
      finish_reason: z.string().nullish(),
    }),
  ),
});
const errorSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/**
 * The chunks of a streamed chat completion.
 * @param onBytes called whenever the server has sent something, a comment included
 * @throws ProviderError where the server sends something else, an error, or no end
 */
export async function* readChunks(response: Response, onBytes: () => void): AsyncGenerator<CompletionChunk> {
  const decoder = createSseDecoder();
  let finished = false;
  for await (const bytes of response.body ?? []) {
    onBytes();
    for (const { data } of decoder.push(bytes)) {
      if (data === '[DONE]') return;
      const chunk = parseChunk(data);
      yield chunk;
      finished ||= chunk.choices.some((choice) => choice.finish_reason);
    }
  }
  if (!finished) throw new ProviderError('The model server broke off its answer before the end.');
}

function parseChunk(data: string): CompletionChunk {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw new ProviderError('The model server sent a chunk that is not JSON.', { cause: error });
  }
  const failure = errorSchema.safeParse(json);
  if (failure.success) throw new ProviderError(`The model server failed: ${failure.data.error.message}`);
  const chunk = chunkSchema.safeParse(json);
  if (!chunk.success)
    throw new ProviderError('The model server sent a chunk that is not a chat completion chunk.');
  return chunk.data;
}
