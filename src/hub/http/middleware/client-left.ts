import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** As in nginx. No standard defines a status for this. */
const CLIENT_CLOSED_REQUEST = 499 as ContentfulStatusCode;

/** Status 499, logged when the client has disconnected. */
export function clientLeft(context: Context): Response {
  return context.body(null, CLIENT_CLOSED_REQUEST);
}
