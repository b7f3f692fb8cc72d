import type { CompletionChunk } from '../../agents/agent.ts';
import type { ModelNotice } from '../../protocol/run-notice.ts';
import type { Completion } from '../providers/provider.ts';
import type { RunRecorder } from './run-recorder.ts';

/** A run that a completion belongs to which somebody asks for over HTTP, such as an agent's process. */
export interface CompletionRun {
  /** The model to ask where the request names none; null: the provider's default. */
  readonly model: string | null;
  /** What the request is sent with, as far as it does not name that itself; parameters by their names. */
  parameters(): Readonly<Record<string, unknown>>;
  /** How many tokens the answer may have, by what the run may use in all; infinitely many where that has no limit. */
  tokensLeft(): number;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
  /** When it expires, in milliseconds since 1970. */
  readonly deadline: number;
  /** Tells the run's clients what there is to know of the request. */
  onNotice(notice: ModelNotice): void;
  /** Opens the draft that the chunks go to. To be called once the model has begun to answer with a stream. */
  open(): CompletionSink;
  /** Takes an answer in one piece: a reply that repeats its text ends as it did. */
  answered(completion: Completion): void;
  /** Gives the draft's id back, for the model has not begun to answer. Does nothing once the draft is open. */
  abandon(): void;
}

/** The draft of one streaming completion, as the side sees it that fills it. */
export interface CompletionSink {
  /** The draft's id. */
  readonly messageId: string;
  /** Takes the next chunk. Settles when the hub can take more; rejects when the run is over. */
  push(chunk: CompletionChunk): Promise<void>;
  /** The completion streams no more. To be called once, and whatever happens. */
  close(completion: 'ended' | 'failed'): void;
}

/** After how many chunks a completion waits for them to be written, so that a fast model cannot fill the memory. */
const CHUNKS_IN_FLIGHT = 256;

/**
 * Where the chunks of one completion go that is a draft of a run.
 * @param signal the run's: what comes after it is aborted is refused
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
