/**
 * The reason why a request is refused. It does not depend on HTTP: `http/api-problem.ts` gives each kind a status.
 *
 * - `invalid`: the request itself must change.
 * - `not_found`: the request names something that does not exist, or that does not belong to the caller.
 * - `conflict`: the current state does not allow the request.
 * - `key_reused`: the request's idempotency key belongs to another request.
 * - `too_many`: a limit is reached. The request may be sent again later.
 * - `busy`: the hub cannot handle the request now. The request may be sent again later.
 */
export type RefusalKind = 'invalid' | 'not_found' | 'conflict' | 'key_reused' | 'too_many' | 'busy';

interface RefusalDetails {
  /** The parameter that is wrong. */
  param?: string;
  /** A code that identifies this error for programs. */
  code?: string;
  /** Time after which to send the request again, in seconds; `never` if a retry cannot help. */
  retryAfter?: number | 'never';
}

/** A request that the hub refuses. The message says what to do. The error does not depend on HTTP. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError';
  readonly kind: RefusalKind;
  readonly details: RefusalDetails;

  constructor(kind: RefusalKind, message: string, details: RefusalDetails = {}) {
    super(message);
    this.kind = kind;
    this.details = details;
  }
}

/** Returns the error for an id that does not exist, or that does not belong to the caller. */
export function notFound(kind: string, id: string): RefusedError {
  return new RefusedError('not_found', `No ${kind} found with id '${id}'.`, { code: 'not_found' });
}

/**
 * Returns the error for a request that the hub cannot handle now, but may handle later.
 * @param retryAfter in seconds
 */
export function serverBusy(message: string, retryAfter: number): RefusedError {
  return new RefusedError('busy', message, { code: 'server_busy', retryAfter });
}
