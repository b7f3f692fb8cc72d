import type { CompletionChunk, StreamHandler } from './agent.ts';

/** A stream handler with the side that fills it. */
export interface StreamSource {
  readonly handler: StreamHandler;
  push(chunk: CompletionChunk): void;
  end(): void;
  fail(error: Error): void;
  /** What the completion failed with, as long as no agent has been told. */
  unseenError(): Error | null;
}

/** A stream handler that keeps every chunk, so that each reader starts at the first. */
export function createStreamSource(): StreamSource {
  const chunks: CompletionChunk[] = [];
  let state: 'open' | 'ended' | Error = 'open';
  let seen = false;
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
        seen = true;
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
    unseenError: () => (state instanceof Error && !seen ? state : null),
  };
}

/**
 * The text that a chunk adds to its first choice; empty for a chunk of another kind, such as a tool call. A refusal is
 * the text of an answer that declines to answer.
 */
export function chunkText(chunk: CompletionChunk): string {
  const delta = chunk.choices.find((choice) => choice.index === 0)?.delta;
  return (delta?.content ?? '') + (delta?.refusal ?? '');
}
