import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { addResponseHeaders, responseHeaders } from '../http/security/response-headers.ts';

/** Bears the name of a request, and of its answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Short, and nothing that a log or a header would have to escape. */
const SAFE = /^[\w.:=-]{1,64}$/;

/** Names each request, in its answer and in the log, so that one can be found by the other. A client may have named it. */
export function requestIds(): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.header(REQUEST_ID_HEADER) ?? '';
    addResponseHeaders(context, { [REQUEST_ID_HEADER]: SAFE.test(given) ? given : randomUUID() });
    await next();
  };
}

/** The request's name; undefined where `requestIds` has not seen it. */
export function requestIdOf(context: Context): string | undefined {
  return responseHeaders(context)[REQUEST_ID_HEADER];
}
