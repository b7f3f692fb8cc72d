import type { CompletionChunk } from '../../../agents/agent.ts';
import type { ModelNotice } from '../../../protocol/run-notice.ts';
import type { Completion } from '../../providers/provider.ts';
import type { DraftOptions, RunRecorder } from './run-recorder.ts';

/** The run of a completion that is requested over HTTP, such as by an agent's process. */
export interface CompletionRun {
  /** The model if the request does not name one; null for the provider's default. */
  readonly model: string | null;
  /** Parameters of the request that it does not set itself, by name. */
  parameters(): Readonly<Record<string, unknown>>;
  /** Returns the number of tokens that the run may still use for answers; Infinity without a limit. */
  tokensLeft(): number;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
  /** When it expires, in milliseconds since 1970. */
  readonly deadline: number;
  /** Sends a notice about the request to the run's clients. */
  onNotice(notice: ModelNotice): void;
  /** Opens the draft for the chunks. Call it when the model has begun to stream. */
  open(options: Omit<DraftOptions, 'id'>): CompletionSink;
  /**
   * Records a completion that was not streamed. If the agent replies with the same text, the reply gets the
   * completion's cut-off reason.
   */
  answered(completion: Completion): void;
  /** Releases the draft's id, because the model has not begun to answer. Does nothing after the draft is open. */
  abandon(): void;
}

/** Receives the chunks of one streaming completion, for its draft. */
export interface CompletionSink {
  /** The draft's id. */
  readonly messageId: string;
  /** Takes the next chunk. Resolves when the hub can take more; rejects when the run has ended. */
  push(chunk: CompletionChunk): Promise<void>;
  /** Call it once when the completion has ended, in any way. */
  close(completion: 'ended' | 'failed'): void;
}

/**
 * After this many chunks, a completion waits until they are written, so that a fast model cannot fill the memory.
 */
const CHUNKS_IN_FLIGHT = 256;

/**
 * Creates the sink for the draft of one completion.
 * @param signal the run's signal: chunks after its abort are refused
 */
export function createCompletionSink(
  recorder: RunRecorder,
  messageId: string,
  signal: AbortSignal,
): CompletionSink {
  let inFlight = 0;
  return {
    messageId,
    push(chunk) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const written = recorder.addChunk(messageId, chunk);
      inFlight = (inFlight + 1) % CHUNKS_IN_FLIGHT;
      return inFlight === 0 ? written : Promise.resolve();
    },
    close: (completion) => recorder.closeDraft(messageId, completion),
  };
}
