import { z } from 'zod';
import { text } from './config-values.ts';

/** Characters that Node accepts in a header: https://nodejs.org/api/http.html#httpvalidateheadervaluename-value */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The value of an HTTP header. */
export const headerValue = text.refine(
  (value) => HEADER_VALUE.test(value),
  'contains a character that is not allowed in an HTTP header, such as a line break, a curly quote or an ellipsis: copy it again',
);
const headerName = text.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of an HTTP header');
/** Headers that the hub sets in each request to the model server. They cannot be configured. */
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
const headersSchema = z.record(headerName, headerValue);

/**
 * Parses the value of `MODEL_HEADERS`.
 * @throws Error that says what is wrong
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

/** The name of the header with the key. */
export const keyHeaderName = headerName.refine((name) => !RESERVED.has(name.toLowerCase()), {
  error: ({ input }) => `must not be ${String(input).toLowerCase()}, because the hub sets that header itself`,
});
