import type { ChatMessage, CompletionChunk } from '../../agents/agent.ts';

/** One question to a language model. */
export interface CompletionRequest {
  model: string | null;
  messages: ChatMessage[];
  maxTokens?: number | undefined;
  temperature?: number | undefined;
  /** Aborts the request, and with it the model's work. */
  signal: AbortSignal;
}

/** What a model server answers to a request that is passed on to it, for the client that made it. */
export interface ForwardedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Others that a client goes by, such as `retry-after`; their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as it comes. Throws a `ProviderError` where it breaks off, or what the signal was aborted for. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A source of completions. Every failure but an abort is a `ProviderError`. */
export interface Provider {
  readonly kind: 'practice' | 'openai-compatible';
  /** The model that is used where a run names none. */
  readonly defaultModel: string | null;
  stream(request: CompletionRequest): AsyncIterable<CompletionChunk>;
  complete(request: CompletionRequest): Promise<string>;
  /**
   * Passes on a request as a client wrote it: the JSON of https://platform.openai.com/docs/api-reference/chat/create.
   * A refusal is an answer too, with the error's JSON as its body.
   * @param body asks for the default model where it names none
   * @param signal aborts the request, and with it the model's work, whether the answer is read or not
   */
  forward(body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ForwardedAnswer>;
  /** The names of the models that can be asked for. */
  listModels(signal: AbortSignal): Promise<string[]>;
}

/** Why a model gave no answer, in words for the person who asked. Never holds a key, nor a cause that might. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** `silent`: the model server took too long to send anything. */
  readonly reason: 'failed' | 'silent';

  constructor(message: string, reason: 'failed' | 'silent' = 'failed') {
    super(message);
    this.reason = reason;
  }
}
