import type { ErrorCode } from '../../provider.ts';
import { isObject, stringOf, tryJson, type JsonObject } from './json.ts';

/** An error that a model server reports. */
export interface ReportedError {
  /** The server's message. */
  readonly message: string;
  readonly code: ErrorCode;
}

/** Fields that may contain the message of an error, the best first. */
const WORDS = ['message', 'msg', 'detail', 'details', 'error', 'errors', 'error_message', 'reason'];
/** Fields that may contain the kind of an error. The kind is used if there is no message. */
const KINDS = ['code', 'type', 'status', 'error_code', 'http_code'];

const MAX_MESSAGE = 500; // in characters
const RATE_LIMIT = /rate.?limit|too.?many.?requests|\b429\b|resource.?exhausted|quota|throttl/i;
const INVALID_PROMPT = /invalid_prompt/;

/**
 * Returns the error in a JSON body or event, in any of the forms that servers use; null if there is none. An empty
 * `error` does not count.
 */
export function findError(json: unknown): ReportedError | null {
  if (Array.isArray(json)) return firstError(json, findError);
  if (!isObject(json)) return null;
  for (const field of ['error', 'errors']) {
    if (!isEmpty(json[field])) return toError(json[field], json);
  }
  const { base_resp: status, error_code: code } = json;
  if (isObject(status) && !isEmpty(status['status_code'])) {
    return toError({ message: status['status_msg'], code: status['status_code'] }, json);
  }
  const isError = json['object'] === 'error' || json['type'] === 'error' || !isEmpty(code);
  return isError || (hasWords(json) && kindOf(json) !== '') ? toError(json, json) : null;
}

/**
 * Like `findError`, but also returns a message that is an error only if no answer follows, such as a `detail` alone.
 */
export function findPossibleError(json: unknown): ReportedError | null {
  if (Array.isArray(json)) return firstError(json, findPossibleError);
  return findError(json) ?? (isObject(json) && hasWords(json) ? toError(json, json) : null);
}

/** Returns whether an object without choices contains a message. */
function hasWords({ choices, detail, message, msg }: JsonObject): boolean {
  if (Array.isArray(choices) && choices.length > 0) return false;
  return [detail, message, msg].some(
    (words) => !isEmpty(words) && (typeof words === 'string' || Array.isArray(words)),
  );
}

function firstError(list: readonly unknown[], find: typeof findError): ReportedError | null {
  for (const one of list) {
    const error = find(one);
    if (error) return error;
  }
  return null;
}

function toError(error: unknown, json: JsonObject): ReportedError {
  const words = errorMessage(error) || errorMessage(json['message']) || kindOf(error) || 'it gave no reason';
  const message = words.slice(0, MAX_MESSAGE);
  const kinds = [error, json].flatMap((one) =>
    isObject(one) ? KINDS.map((field) => String(one[field])) : [],
  );
  const text = [message, ...kinds].join('\n');
  const code = RATE_LIMIT.test(text)
    ? 'rate_limit_exceeded'
    : INVALID_PROMPT.test(text)
      ? 'invalid_prompt'
      : 'server_error';
  return { message, code };
}

/** Returns the message of an error. The error may be a string, an object with a message, or a list of these. */
function errorMessage(error: unknown): string {
  if (typeof error === 'string') return unwrapMessage(error.trim());
  if (Array.isArray(error)) return error.map(errorMessage).filter(Boolean).join('; ');
  if (!isObject(error)) return '';
  const words = WORDS.map((field) => errorMessage(error[field])).find((found) => found !== '') ?? '';
  const { metadata, failed_generation: failed } = error;
  // The message of the server behind a router, or the invalid tool call of a model.
  const cause = (isObject(metadata) ? errorMessage(metadata['raw']) : '') || errorMessage(failed);
  return cause === '' || words.includes(cause) ? words : [words, cause].filter(Boolean).join(': ');
}

/**
 * Returns the message in a text that is the JSON of an error, or else the text. Some servers wrap another server's JSON
 * in a string.
 */
function unwrapMessage(text: string): string {
  const inner = text.startsWith('{') ? errorMessage(tryJson(text)) : '';
  return inner || text;
}

function kindOf(error: unknown): string {
  if (!isObject(error)) return '';
  const kind = KINDS.map((field) => error[field]).find((found) => !isEmpty(found));
  return typeof kind === 'number' ? String(kind) : stringOf(kind);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty);
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return !value || (typeof value === 'string' && value.trim() === '');
}
