import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiError } from '../../protocol/api-error.ts';

interface ApiProblemDetails {
  /** The parameter that is at fault. */
  param?: string;
  code?: string;
  headers?: Record<string, string>;
}

/** How many characters of a message are sent: it may repeat what a client has sent. */
const LONGEST_MESSAGE = 2_000;

/** A request that the hub answers with an error. The message says what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: ContentfulStatusCode;
  readonly details: ApiProblemDetails;

  constructor(status: ContentfulStatusCode, message: string, details: ApiProblemDetails = {}) {
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message);
    this.status = status;
    this.details = details;
  }

  /** The answer's body. */
  toJSON(): ApiError {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    const { param = null, code = null } = this.details;
    return { error: { message: this.message, type, param, code } };
  }
}

/** The answer for what is not there. */
export function notFound(kind: string, id: string): ApiProblem {
  return new ApiProblem(404, `No ${kind} found with id '${id}'.`, { code: 'not_found' });
}

/**
 * The answer where the server could do what it is asked, but not now.
 * @param retryAfter in seconds
 */
export function serverBusy(message: string, retryAfter: number): ApiProblem {
  return new ApiProblem(503, message, {
    code: 'server_busy',
    headers: { 'retry-after': String(retryAfter) },
  });
}
