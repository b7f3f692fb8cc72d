import type { Context } from 'hono';

/** What a page may send: what EventSource, OpenAI's clients and the hub's own protocol need. */
const ALLOWED_HEADERS =
  /^(accept|authorization|cache-control|content-type|idempotency-key|last-event-id|message_id|openai-[a-z-]+|run_id|thread_id|x-request-id|x-stainless-[a-z-]+)$/;

/** What a page may read, besides what every page may. */
const EXPOSED_HEADERS = 'message_id, retry-after, x-request-id, x-should-retry';

/** Whether a browser asks if a page may ask. Source: https://fetch.spec.whatwg.org/#cors-preflight-request */
export function isPreflight({ req }: Context): boolean {
  return req.method === 'OPTIONS' && req.header('access-control-request-method') !== undefined;
}

/** Lets the page that asks read the answer. There are no credentials in it: a page bears its own token. */
export function corsHeaders({ req }: Context): Record<string, string> {
  return {
    'access-control-allow-origin': req.header('origin') ?? '',
    'access-control-expose-headers': EXPOSED_HEADERS,
    vary: 'Origin',
  };
}

/** What the page may send: of the headers that it wants to, those that are allowed. */
export function preflightHeaders({ req }: Context): Record<string, string> {
  const wanted = (req.header('access-control-request-headers') ?? '').toLowerCase().split(',');
  const allowed = wanted.map((name) => name.trim()).filter((name) => ALLOWED_HEADERS.test(name));
  return {
    'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
    ...(allowed.length > 0 && { 'access-control-allow-headers': allowed.join(', ') }),
    'access-control-max-age': '600',
    vary: 'Access-Control-Request-Headers',
  };
}
