import type { CompletionChunk, StreamHandler } from './agent.ts';
import { collectCalls } from './collect-calls.ts';

/** A stream handler, and the functions that fill it. */
export interface StreamSource {
  readonly handler: StreamHandler;
  push(chunk: CompletionChunk): void;
  end(): void;
  fail(error: Error): void;
  /** The error of the completion, if the agent has not read it; null otherwise. */
  unreadError(): Error | null;
}

/** Creates a stream handler that keeps all chunks, so that each reader starts at the first one. */
export function createStreamSource(): StreamSource {
  const chunks: CompletionChunk[] = [];
  let state: 'open' | 'ended' | Error = 'open';
  let isErrorRead = false;
  let waiting: (() => void)[] = [];

  function wake(): void {
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  async function* read(): AsyncGenerator<CompletionChunk> {
    for (let at = 0; ;) {
      const chunk = chunks[at];
      if (chunk) {
        at++;
        yield chunk;
      } else if (state === 'open') {
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else if (state === 'ended') {
        return;
      } else {
        isErrorRead = true;
        throw state;
      }
    }
  }

  return {
    handler: {
      [Symbol.asyncIterator]: read,
      async text() {
        let text = '';
        for await (const chunk of read()) text += chunkText(chunk);
        return text;
      },
      toolCalls: () => collectCalls(read()),
    },
    push(chunk) {
      chunks.push(chunk);
      wake();
    },
    end() {
      state = 'ended';
      wake();
    },
    fail(error) {
      state = error;
      wake();
    },
    unreadError: () => (state instanceof Error && !isErrorRead ? state : null),
  };
}

/**
 * Returns the text that a chunk adds to the first choice; empty for other chunks, such as those of tool calls. A
 * refusal counts as text.
 */
export function chunkText(chunk: CompletionChunk): string {
  const delta = chunk.choices.find((choice) => choice.index === 0)?.delta;
  return (delta?.content ?? '') + (delta?.refusal ?? '');
}
