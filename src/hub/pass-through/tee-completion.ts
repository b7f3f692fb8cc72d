import { createChunkReader } from '../providers/openai-compatible/chunk-reader.ts';
import { ProviderError } from '../providers/provider.ts';
import type { CompletionSink } from '../runner/completion-sink.ts';

/** Gives a run the chunks of a completion whose bytes pass by on their way to a client. */
export interface CompletionTee {
  /** Takes the next bytes, before the client gets them. Settles when the hub can take more; rejects when the run is over. */
  take(bytes: Uint8Array): Promise<void>;
  /** The answer has come to its end, whether or not the completion has. */
  end(): void;
  /** Nothing follows. Does nothing once the completion has ended. */
  breakOff(): void;
}

/** The tee that fills this draft, from the answer's first byte on. */
export function teeCompletion(sink: CompletionSink): CompletionTee {
  const reader = createChunkReader();
  let isOpen = true;

  function close(completion: 'ended' | 'failed'): void {
    if (isOpen) sink.close(completion);
    isOpen = false;
  }

  return {
    async take(bytes) {
      if (!isOpen) return;
      try {
        for (const chunk of reader.read(bytes)) await sink.push(chunk);
      } catch (error) {
        close('failed');
        // What is no chunk ends the draft; what to make of it, the client has to say.
        if (!(error instanceof ProviderError)) throw error;
      }
      // At once, for a client that has read it may reply before the server has hung up.
      if (reader.isDone) close('ended');
    },
    end: () => close(reader.isWhole ? 'ended' : 'failed'),
    breakOff: () => close('failed'),
  };
}
