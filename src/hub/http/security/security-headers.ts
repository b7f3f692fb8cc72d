import type { MiddlewareHandler } from 'hono';
import { addResponseHeaders, responseHeaders } from './response-headers.ts';

/**
 * Headers of every answer, unless the answer sets its own. There is no Strict-Transport-Security: the hub speaks
 * plain HTTP, and only a proxy that adds TLS knows whether the whole host has it.
 */
const SECURITY_HEADERS = {
  // An answer of the API is not a page, and runs nothing if it is opened as one. `connect-src` lets people try the
  // API from the browser's console.
  'content-security-policy': "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Not no-referrer: with that, some requests of the hub's own page would have `Origin: null`.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The header by which @hono/node-server knows that the answer has been written. */
const ALREADY_SENT = 'x-hono-already-sent';

/**
 * Middleware that sets the headers of every answer: those above, and those added by `addResponseHeaders`. It must
 * come first, because it does not cover middleware before it.
 */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    addResponseHeaders(context, SECURITY_HEADERS);
    await next();
    const { headers } = context.res;
    if (headers.has(ALREADY_SENT)) return;
    for (const [name, value] of Object.entries(responseHeaders(context))) {
      if (name === 'vary') headers.append(name, value);
      else if (!headers.has(name)) headers.set(name, value);
    }
    if (isJson(headers) && !headers.has('cache-control')) headers.set('cache-control', 'no-store');
  };
}

function isJson(headers: Headers): boolean {
  return headers.get('content-type')?.startsWith('application/json') ?? false;
}
