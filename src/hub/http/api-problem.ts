import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiError } from '../../protocol/api-error.ts';
import { RefusedError, type RefusalKind } from '../errors/refused-error.ts';

interface ApiProblemDetails {
  /** The parameter that is wrong. */
  param?: string;
  code?: string;
  headers?: Record<string, string>;
}

/** Maximum length of a message, in characters. It may repeat what the client sent. */
const MAX_MESSAGE_LENGTH = 2_000;

/**
 * A request that the hub answers with an error. The message says what to do.
 *
 * Code that does not know HTTP throws a `RefusedError` instead.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: ContentfulStatusCode;
  readonly details: ApiProblemDetails;

  constructor(status: ContentfulStatusCode, message: string, details: ApiProblemDetails = {}) {
    super(message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message);
    this.status = status;
    this.details = details;
  }

  /** Returns the body of the answer. */
  toJSON(): ApiError {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    const { param = null, code = null } = this.details;
    return { error: { message: this.message, type, param, code } };
  }
}

const STATUS: Record<RefusalKind, ContentfulStatusCode> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  key_reused: 422,
  too_many: 429,
  busy: 503,
};

/** Returns the answer to a request that was refused; null for any other error, which is a failure of the hub. */
export function problemOfRefusal(error: unknown): ApiProblem | null {
  if (error instanceof ApiProblem) return error;
  if (!(error instanceof RefusedError)) return null;
  const { retryAfter, ...details } = error.details;
  return new ApiProblem(STATUS[error.kind], error.message, { ...details, headers: retryHeaders(retryAfter) });
}

/**
 * Returns the headers that say when to retry. OpenAI's clients read `x-should-retry`:
 * https://github.com/openai/openai-node#retries
 */
function retryHeaders(retryAfter: number | 'never' | undefined): Record<string, string> {
  if (retryAfter === undefined) return {};
  return retryAfter === 'never' ? { 'x-should-retry': 'false' } : { 'retry-after': String(retryAfter) };
}
