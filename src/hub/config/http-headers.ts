import { z } from 'zod';
import { text } from './config-values.ts';

/** Characters that Node accepts in a header: https://nodejs.org/api/http.html#httpvalidateheadervaluename-value */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that the hub sets in each request to another server. They cannot be configured. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Schema of a header's value. */
export const headerValue = text.refine(
  (value) => HEADER_VALUE.test(value),
  'contains a character that is not allowed in an HTTP header, such as a line break, a curly quote or an ellipsis: copy it again',
);

const anyHeaderName = text.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of an HTTP header');

/** Schema of the name of a header that can be configured. */
export const headerName = anyHeaderName.refine((name) => !RESERVED.has(name.toLowerCase()), {
  error: ({ input }) => `must not be ${String(input).toLowerCase()}, because the hub sets that header itself`,
});

const headersSchema = z.record(anyHeaderName, headerValue);

/**
 * Parses headers that are JSON.
 * @throws Error that says what the variable must or must not be
 */
export function parseHeaders(value: string): Record<string, string> {
  const headers = readHeaders(value);
  const reserved = Object.keys(headers).find((name) => RESERVED.has(name.toLowerCase()));
  if (reserved !== undefined)
    throw new Error(`must not set ${reserved.toLowerCase()}, because the hub sets that header itself`);
  return headers;
}

function readHeaders(value: string): Record<string, string> {
  try {
    return headersSchema.parse(JSON.parse(value));
  } catch {
    throw new Error(
      'must be JSON such as {"X-Title":"Symposium"}, with names and values that HTTP headers can have',
    );
  }
}
