import type { Context } from 'hono';

/** Headers that a page may send: those of EventSource, of OpenAI's clients and of the hub's own protocol. */
const ALLOWED_HEADERS =
  /^(accept|answers_calls|authorization|cache-control|content-type|idempotency-key|last-event-id|message_id|openai-[a-z-]+|run_id|thread_id|x-request-id|x-stainless-[a-z-]+)$/;

/** Headers that a page may read, besides those that every page may read. */
const EXPOSED_HEADERS = 'message_id, retry-after, x-request-id, x-should-retry';

/** Whether the request is a CORS preflight. Source: https://fetch.spec.whatwg.org/#cors-preflight-request */
export function isPreflight({ req }: Context): boolean {
  return req.method === 'OPTIONS' && req.header('access-control-request-method') !== undefined;
}

/** Returns the headers that let the page read the answer. Credentials are not allowed: the page sends its own token. */
export function corsHeaders({ req }: Context): Record<string, string> {
  return {
    'access-control-allow-origin': req.header('origin') ?? '',
    'access-control-expose-headers': EXPOSED_HEADERS,
    vary: 'Origin',
  };
}

/**
 * Returns the headers that answer a preflight. They allow the headers that the page wants to send, unless they are
 * not in `ALLOWED_HEADERS`.
 */
export function preflightHeaders({ req }: Context): Record<string, string> {
  const requested = (req.header('access-control-request-headers') ?? '').toLowerCase().split(',');
  const allowed = requested.map((name) => name.trim()).filter((name) => ALLOWED_HEADERS.test(name));
  return {
    'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
    ...(allowed.length > 0 && { 'access-control-allow-headers': allowed.join(', ') }),
    'access-control-max-age': '600',
    vary: 'Access-Control-Request-Headers',
  };
}
