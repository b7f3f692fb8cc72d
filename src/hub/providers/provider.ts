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

/** A source of completions. Every failure but an abort is a `ProviderError`. */
export interface Provider {
  readonly kind: 'practice' | 'openai-compatible';
  /** The model that is used where a run names none. */
  readonly defaultModel: string | null;
  stream(request: CompletionRequest): AsyncIterable<CompletionChunk>;
  complete(request: CompletionRequest): Promise<string>;
  /** The names of the models that can be asked for. */
  listModels(signal: AbortSignal): Promise<string[]>;
}

/** Why a model gave no answer, in words for the person who asked. Never holds a key. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}
