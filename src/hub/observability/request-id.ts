import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { addResponseHeaders, responseHeaders } from '../http/security/response-headers.ts';

/** Header with the id of a request, in the request and in its response. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Matches an id that is short and has no characters that a log or a header would have to escape. */
const SAFE = /^[\w.:=-]{1,64}$/;

/** Middleware that gives each request an id, for its response and the log. A client may send its own id. */
export function requestIds(): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.header(REQUEST_ID_HEADER) ?? '';
    addResponseHeaders(context, { [REQUEST_ID_HEADER]: SAFE.test(given) ? given : randomUUID() });
    await next();
  };
}

/** Returns the id of a request; undefined if `requestIds` has not run. */
export function requestIdOf(context: Context): string | undefined {
  return responseHeaders(context)[REQUEST_ID_HEADER];
}
