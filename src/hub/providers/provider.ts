import type { ChatMessage, CompletionChunk } from '../../agents/agent.ts';
import type { RequiredCall } from '../../protocol/required-action.ts';
import type { RunSettings } from '../../protocol/run-settings.ts';
import type { ModelNotice } from '../../protocol/run-notice.ts';
import type { Usage } from '../../protocol/usage.ts';

/** A message as a model takes it: what was said, the calls of a completion, or what a tool returned. */
export type ModelMessage =
  | ChatMessage
  | { role: 'assistant'; content: string | null; tool_calls: RequiredCall[] }
  | { role: 'tool'; tool_call_id: string; content: string };

/** One question to a language model. */
export interface CompletionRequest {
  model: string | null;
  messages: ModelMessage[];
  maxTokens?: number | undefined;
  temperature?: number | undefined;
  /** What a run asks for besides. */
  settings?: Partial<Omit<RunSettings, 'temperature'>> | undefined;
  /** Aborts the request, and with it the model's work. */
  signal: AbortSignal;
  /** Until when an answer is of use, in milliseconds since 1970: a request is not tried again after that. */
  deadline?: number | undefined;
  /** Called when the request is tried again, or is sent otherwise than it was made. */
  onNotice?: ((notice: ModelNotice) => void) | undefined;
}

/** An answer in one piece. */
export interface Completion {
  text: string;
  /** What the model thought before it answered; empty where it sent none. */
  thinking: string;
  /** By OpenAI's name where it has one, such as `stop` or `length`, else by the server's; null where it named none. */
  finishReason: string | null;
  /** Whether the text says why the model declines to answer. */
  isRefusal: boolean;
  /** Null where the server did not report it. */
  usage?: Usage | null;
}

/** How a request is passed on. */
export interface ForwardOptions extends Pick<CompletionRequest, 'signal' | 'deadline' | 'onNotice'> {
  /** Whether the request was made for a run: then its messages are made fit for the model server. */
  isOfRun: boolean;
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
  complete(request: CompletionRequest): Promise<Completion>;
  /**
   * Passes on a request as a client wrote it: the JSON of https://platform.openai.com/docs/api-reference/chat/create.
   * A refusal is an answer too, with the error's JSON as its body.
   * @param body asks for the default model where it names none
   * The signal aborts the request, and with it the model's work, whether the answer is read or not.
   */
  forward(body: Readonly<Record<string, unknown>>, options: ForwardOptions): Promise<ForwardedAnswer>;
  /** The names of the models that can be asked for. */
  listModels(signal: AbortSignal): Promise<string[]>;
}

/** The codes of a run's `last_error`: https://platform.openai.com/docs/api-reference/runs/object */
export type ErrorCode = 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';

/** Why a model gave no answer, in words for the person who asked. Never holds a key, nor a cause that might. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** `silent`: the model server took too long to send anything. */
  readonly reason: 'failed' | 'silent';
  /** The `code` of the `last_error` that the run gets. */
  readonly code: ErrorCode;

  constructor(message: string, reason: 'failed' | 'silent' = 'failed', code: ErrorCode = 'server_error') {
    super(message);
    this.reason = reason;
    this.code = code;
  }
}
