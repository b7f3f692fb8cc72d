import { z } from 'zod';
import type { CompletionChunk } from '../../../agents/agent.ts';
import { createSseDecoder } from '../../../protocol/sse-decode.ts';
import { ProviderError } from '../provider.ts';
import { failureIn, parseJson } from './server-answers.ts';

/** Servers leave out, or set to null, what a chunk has nothing to say of. */
const chunkSchema = z.looseObject({
  choices: z.array(
    z.looseObject({
      index: z.number().default(0),
      delta: z
        .looseObject({ content: z.string().nullish() })
        .nullish()
        .transform((delta) => delta ?? {}),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/**
 * The chunks of a streamed chat completion.
 * @param onProgress called whenever the server has sent something, a comment included, and whenever the
 * reader is back from a chunk: the time that the reader takes is not the server's
 * @throws ProviderError where the server sends something else, an error, or no end
 */
export async function* readChunks(
  response: Response,
  onProgress: () => void,
): AsyncGenerator<CompletionChunk> {
  if (response.headers.get('content-type')?.includes('application/json')) {
    const failure = failureIn(parseJson(await response.text()));
    throw new ProviderError(`The model server did not stream: ${failure ?? 'it sent JSON instead'}.`);
  }
  const decoder = createSseDecoder();
  let finished = false;
  for await (const bytes of response.body ?? []) {
    onProgress();
    for (const { data } of decoder.push(bytes)) {
      if (data === '[DONE]') return;
      const chunk = parseChunk(data);
      yield chunk;
      onProgress();
      finished ||= chunk.choices.some((choice) => choice.finish_reason);
    }
  }
  if (!finished) throw new ProviderError('The model server broke off its answer before the end.');
}

function parseChunk(data: string): CompletionChunk {
  const json = parseJson(data);
  if (json === null) throw new ProviderError('The model server sent a chunk that is not JSON.');
  const failure = failureIn(json);
  if (failure !== null) throw new ProviderError(`The model server failed: ${failure}`);
  const chunk = chunkSchema.safeParse(json);
  if (!chunk.success) {
    throw new ProviderError('The model server sent a chunk that is not a chat completion chunk.');
  }
  return chunk.data;
}
