import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The status that nginx uses. No standard defines a status for a client that has disconnected. */
const CLIENT_CLOSED_REQUEST = 499 as ContentfulStatusCode;

/** Returns status 499, which is logged when the client has disconnected. */
export function clientLeft(context: Context): Response {
  return context.body(null, CLIENT_CLOSED_REQUEST);
}
