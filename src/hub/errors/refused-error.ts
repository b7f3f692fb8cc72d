/**
 * Why a request is refused, whichever way it came in. `http/api-problem.ts` gives each kind its status.
 *
 * - `invalid`: the request itself must change.
 * - `not_found`: it names something that does not exist, or that is not the caller's.
 * - `conflict`: the current state does not allow it.
 * - `key_reused`: its idempotency key belongs to another request.
 * - `too_many`: a limit is reached. It may be sent again later.
 * - `busy`: the hub cannot do it now. It may be sent again later.
 */
export type RefusalKind = 'invalid' | 'not_found' | 'conflict' | 'key_reused' | 'too_many' | 'busy';

interface RefusalDetails {
  /** The parameter that is wrong. */
  param?: string;
  /** A code by which programs tell this error from others. */
  code?: string;
  /** After how many seconds to send the request again; `never` if that cannot help. */
  retryAfter?: number | 'never';
}

/** A request that the hub refuses. The message says what to do. It knows nothing of HTTP. */
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

/** The error for an id that does not exist, or that is not the caller's. */
export function notFound(kind: string, id: string): RefusedError {
  return new RefusedError('not_found', `No ${kind} found with id '${id}'.`, { code: 'not_found' });
}

/**
 * The error for a request that the hub could do at another time.
 * @param retryAfter in seconds
 */
export function serverBusy(message: string, retryAfter: number): RefusedError {
  return new RefusedError('busy', message, { code: 'server_busy', retryAfter });
}
