import { z } from 'zod';
import type { CompletionChunk } from '../../../agents/agent.ts';
import { createSseDecoder } from '../../../protocol/sse-decode.ts';
import { ProviderError } from '../provider.ts';
import { failureIn, parseJson } from './server-answers.ts';

/** Reads the stream of one chat completion. */
export interface ChunkReader {
  /**
   * Takes the next bytes, cut anywhere, and gives the chunks that they complete.
   * @throws ProviderError where the server sends something else than a chunk, or an error
   */
  read(bytes: Uint8Array): Iterable<CompletionChunk>;
  /** Whether the server has said `[DONE]`: what follows is passed over. */
  readonly isDone: boolean;
  /** Whether the completion is whole: some servers say so by a finish reason alone. */
  readonly isWhole: boolean;
}

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

/** Reads a stream of https://platform.openai.com/docs/api-reference/chat/streaming from its first byte on. */
export function createChunkReader(): ChunkReader {
  const decoder = createSseDecoder();
  let isDone = false;
  let isFinished = false;
  return {
    *read(bytes) {
      for (const { data } of decoder.push(bytes)) {
        isDone ||= data === '[DONE]';
        if (isDone) return;
        const chunk = parseChunk(data);
        isFinished ||= chunk.choices.some((choice) => choice.finish_reason);
        yield chunk;
      }
    },
    get isDone() {
      return isDone;
    },
    get isWhole() {
      return isDone || isFinished;
    },
  };
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
