import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** As nginx has it: no standard has a status for this. */
const CLIENT_HAS_LEFT = 499 as ContentfulStatusCode;

/** The answer to who has gone, for whoever looks at the logs. */
export function clientHasLeft(context: Context): Response {
  return context.body(null, CLIENT_HAS_LEFT);
}
