import type { Context } from 'hono';

/** The headers of each answer. They are kept here because Hono does not write the answer of a stream. */
const records = new WeakMap<Context, Record<string, string>>();

/**
 * Adds headers, with names in lower case, to the answer to this request. It does not matter whether Hono or the
 * fan-out writes the answer.
 */
export function addResponseHeaders(context: Context, headers: Record<string, string>): void {
  records.set(context, { ...records.get(context), ...headers });
}

/** Returns the headers of the answer to this request, for answers that are written directly to Node's response. */
export function responseHeaders(context: Context): Readonly<Record<string, string>> {
  return records.get(context) ?? {};
}
