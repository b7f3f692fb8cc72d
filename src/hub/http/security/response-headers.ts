import type { Context } from 'hono';

/** What the answer to each request will bear; kept apart, since a stream's answer is not Hono's to write. */
const records = new WeakMap<Context, Record<string, string>>();

/** Adds to the headers that the answer to this request bears, whoever writes it. Their names are in lower case. */
export function addResponseHeaders(context: Context, headers: Record<string, string>): void {
  records.set(context, { ...records.get(context), ...headers });
}

/** The headers that the answer to this request bears, for one that is written straight to Node's response. */
export function responseHeaders(context: Context): Readonly<Record<string, string>> {
  return records.get(context) ?? {};
}
