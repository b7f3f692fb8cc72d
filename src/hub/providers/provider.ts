import type { ChatMessage, CompletionChunk } from '../../agents/agent.ts';
import type { RequiredCall } from '../../protocol/required-action.ts';
import type { RunSettings } from '../../protocol/run-settings.ts';
import type { ModelNotice } from '../../protocol/run-notice.ts';
import type { UrlCitation } from '../../protocol/url-citation.ts';
import type { Usage } from '../../protocol/usage.ts';

/** A message for a model: text, the tool calls of a completion, or the output of a tool. */
export type ModelMessage =
  | ChatMessage
  | { role: 'assistant'; content: string | null; tool_calls: RequiredCall[] }
  | { role: 'tool'; tool_call_id: string; content: string };

/** One request to a language model. */
export interface CompletionRequest {
  model: string | null;
  messages: ModelMessage[];
  maxTokens?: number | undefined;
  temperature?: number | undefined;
  /** Further settings of the run. */
  settings?: Partial<Omit<RunSettings, 'temperature'>> | undefined;
  /** Aborts the request, and with it the model's work. */
  signal: AbortSignal;
  /** Unix time in milliseconds after which the request is not retried. */
  deadline?: number | undefined;
  /** Called when the request is retried, or was shortened before it was sent. */
  onNotice?: ((notice: ModelNotice) => void) | undefined;
}

/** An answer in one piece. */
export interface Completion {
  text: string;
  /** The model's reasoning before the answer; empty if it sent none. */
  thinking: string;
  /**
   * OpenAI's name of the finish reason, such as `stop` or `length`, or the server's name if OpenAI has none. Null if
   * the server sent no finish reason.
   */
  finishReason: string | null;
  /** Whether the text is a refusal of the model. */
  isRefusal: boolean;
  /** The usage; null if the server did not report it. */
  usage?: Usage | null;
  /** The sources that the server reported. */
  annotations?: readonly UrlCitation[];
}

/** Options for a forwarded request. */
export interface ForwardOptions extends Pick<CompletionRequest, 'signal' | 'deadline' | 'onNotice'> {
  /** Whether the request belongs to a run. Its messages are then adapted to the model server. */
  isOfRun: boolean;
}

/** A model server's answer to a forwarded request. */
export interface ForwardedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Further headers for the client, such as `retry-after`, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it arrives. Throws a `ProviderError` if the connection is lost, or the signal's reason if aborted. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A source of completions. Every failure except an abort is a `ProviderError`. */
export interface Provider {
  readonly kind: 'practice' | 'openai-compatible';
  /** The model of runs that name no model. */
  readonly defaultModel: string | null;
  stream(request: CompletionRequest): AsyncIterable<CompletionChunk>;
  complete(request: CompletionRequest): Promise<Completion>;
  /**
   * Forwards a client's request, which is the JSON of https://platform.openai.com/docs/api-reference/chat/create. A
   * refusal is an answer too, with the error's JSON as its body. The signal aborts the request, and with it the model's
   * work, whether or not the answer is being read.
   * @param body the request; if it names no model, the default model is requested
   */
  forward(body: Readonly<Record<string, unknown>>, options: ForwardOptions): Promise<ForwardedAnswer>;
  /** Returns the names of the available models. */
  listModels(signal: AbortSignal): Promise<string[]>;
}

/** The codes of a run's `last_error`: https://platform.openai.com/docs/api-reference/runs/object */
export type ErrorCode = 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';

/**
 * Thrown if a model gave no answer. The message is for the person who asked, and contains no key. The error has no
 * `cause`, because a cause may contain a key.
 */
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
