import type { MiddlewareHandler } from 'hono';
import { addResponseHeaders, responseHeaders } from './response-headers.ts';

/**
 * What every answer bears, if it has not set its own. There is no Strict-Transport-Security: the hub speaks
 * plain HTTP, and a proxy that adds TLS knows whether the whole host has it.
 */
const SECURITY_HEADERS = {
  // An answer of the API is no page, and runs nothing if it is taken for one. Whoever opens one and tries the API
  // from the browser's console may connect.
  'content-security-policy': "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Not no-referrer: under that, some requests of the hub's own page would bear `Origin: null`.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** How @hono/node-server is told that the answer has been written. */
const ALREADY_SENT = 'x-hono-already-sent';

/**
 * Gives every answer its headers: those above, and those that were added on the way to it. It has to be the
 * first middleware, since what stands before it is not covered.
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
