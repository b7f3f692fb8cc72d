import type { CompletionChunk } from '../../agents/agent.ts';
import type { ModelNotice } from '../../protocol/run-notice.ts';
import type { Completion } from '../providers/provider.ts';

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
