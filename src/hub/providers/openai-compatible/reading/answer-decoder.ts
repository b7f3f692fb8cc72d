import { createSseDecoder, type SseEvent } from '../../../../protocol/sse-decode.ts';
import { ProviderError } from '../../provider.ts';
import { isObject, tryJson, valuesSideBySide } from './json.ts';

/** Stands for `[DONE]`, with which the server ends a stream. */
export const DONE = Symbol('[DONE]');
/** Stands for a part of an answer that is not JSON. */
export const UNREADABLE = Symbol('unreadable');

/** Decodes the bytes of an answer to JSON values, `DONE` and `UNREADABLE`. The bytes may be split anywhere. */
export interface AnswerDecoder {
  /** Returns the values that are now complete. Throws a `ProviderError` if the body is not an answer at all. */
  push(bytes: Uint8Array): Iterable<unknown>;
  /** Called when the body has ended. Returns the values of its last line. */
  end(): Iterable<unknown>;
  /** Whether the body is a single JSON value, which is complete once it can be parsed. */
  readonly isOneValue: boolean;
  /** Whether only white space has arrived. */
  readonly isBlank: boolean;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const DONE_MARKER = /^\[?DONE\]?$/i;
/**
 * Data that is ignored: a word such as `ping`, which some servers and proxies send as a keep-alive, or an incomplete
 * string.
 */
const IGNORED_DATA = /^[\w-]*$|^"/;
const MAX_QUOTE = 200; // in characters
/** Maximum length of an event that is parsed before its blank line arrives, in characters. */
const MAX_OPEN_EVENT = 100_000;
/** Bytes that end an event. A line feed after them belongs to the same line break. */
const BLANK_LINE = Buffer.from('\r');

/** Creates a decoder that detects the format by the first bytes, because the content type may be wrong. */
export function createAnswerDecoder(): AnswerDecoder {
  let unread: Uint8Array = new Uint8Array();
  let decoder: AnswerDecoder | null = null;
  return {
    push(bytes) {
      if (decoder) return decoder.push(bytes);
      unread = Buffer.concat([unread, bytes]);
      const first = firstByte(unread);
      if (first === null) {
        if (unread.length > BYTE_ORDER_MARK.length) unread = new Uint8Array(); // only white space
        return [];
      }
      decoder = first === '{' || first === '[' ? createJsonDecoder() : createEventDecoder();
      if (first === '<') throw webPageError();
      return decoder.push(unread);
    },
    end: () => decoder?.end() ?? [],
    get isOneValue() {
      return decoder?.isOneValue ?? false;
    },
    get isBlank() {
      return decoder === null;
    },
  };
}

/** Returns the first character after white space and a byte order mark; null if there is none yet. */
function firstByte(bytes: Uint8Array): string | null {
  const marked = BYTE_ORDER_MARK.findIndex((byte, at) => bytes[at] !== byte);
  if (marked > 0 && bytes.length === marked) return null;
  const byte = bytes.subarray(marked < 0 ? BYTE_ORDER_MARK.length : 0).find((one) => !WHITE_SPACE.has(one));
  return byte === undefined ? null : String.fromCharCode(byte);
}

/** Creates a decoder for Server-Sent Events. */
function createEventDecoder(): AnswerDecoder {
  let errors: unknown[] = [];
  let hasEvents = false;
  let stray = '';
  const decoder = createSseDecoder((line) => {
    const error = strayError(line);
    if (error !== null) errors.push(error);
    else if (!hasEvents && stray.length < MAX_QUOTE) stray += `${line}\n`;
  });

  return {
    isOneValue: false,
    isBlank: false,
    *push(bytes) {
      const events = decoder.push(bytes);
      // Some servers separate events by a single line break. Without this check, these would be read only at the end.
      const { openData } = decoder;
      if (openData !== null && openData.length <= MAX_OPEN_EVENT && isReadable(openData))
        events.push(...decoder.push(BLANK_LINE));
      for (const event of events) {
        hasEvents = true;
        yield* valuesOf(event);
      }
      yield* errors;
      errors = [];
    },
    *end() {
      // Not every server ends its last event with a blank line. An event that was cut off is not valid JSON.
      for (const event of decoder.push(Buffer.from('\n\n'))) {
        hasEvents = true;
        yield* valuesOf(event, true);
      }
      yield* errors;
      if (!hasEvents && stray !== '') throw plainTextError(stray);
    },
  };
}

/** Returns whether the data is JSON, or lines of JSON. */
function isReadable(data: string): boolean {
  return tryJson(data) !== undefined || !valuesOfLines(data, false).some((value) => value === UNREADABLE);
}

/**
 * Returns the error in a line outside of events; null if there is none. Some servers send a line `error: {…}` or plain
 * JSON.
 */
function strayError(line: string): object | null {
  const isError = line.startsWith('error:');
  const value = tryJson(isError ? line.slice('error:'.length) : line);
  if (isError && value) return { error: value };
  return isObject(value) ? value : null;
}

function* valuesOf({ event, data }: SseEvent, isCutOff = false): Generator<unknown> {
  const value = tryJson(data);
  const values = value === undefined ? valuesOfLines(data, isCutOff) : [value].flat();
  for (const one of values) {
    if (one === '[DONE]') yield DONE;
    else if (event !== 'error' || (isObject(one) && one['error'])) yield one;
    else yield { error: one };
  }
}

/**
 * Returns the values in data that as a whole is not valid JSON. A line may contain a JSON value, `[DONE]`, a word, or an
 * incomplete value that is followed by `data:` and the next value.
 */
function valuesOfLines(data: string, isCutOff: boolean): unknown[] {
  return data.split('\n').flatMap((line) => {
    const text = line.replace(/^(\s*data:)+/, '').trim(); // some proxies name the field twice
    const value = tryJson(text);
    if (DONE_MARKER.test(text)) return [DONE];
    if (value !== undefined) return [value];
    const values = valuesSideBySide(text);
    if (values) return values;
    if (isCutOff || IGNORED_DATA.test(text)) return [];
    const inner = tryJson(text.slice(text.lastIndexOf('data:') + 'data:'.length));
    return inner === undefined ? [UNREADABLE] : [UNREADABLE, inner];
  });
}

/** Creates a decoder for JSON: a single value, or one value per line. */
function createJsonDecoder(): AnswerDecoder {
  const utf8 = new TextDecoder(); // drops a leading byte order mark, and buffers incomplete characters
  let text = '';
  let form: 'unknown' | 'lines' | 'one value' = 'unknown';
  let count = 0;

  function* give(value: unknown): Iterable<unknown> {
    count += 1;
    if (Array.isArray(value)) yield* value;
    else yield value;
  }

  return {
    *push(bytes) {
      const more = utf8.decode(bytes, { stream: true });
      text += more;
      if (form === 'one value' || !more.includes('\n')) return; // earlier lines have been read
      const lines = text.split('\n');
      if (form === 'unknown') form = tryJson(lines[0]!) === undefined ? 'one value' : 'lines';
      if (form === 'one value') return;
      text = lines.pop()!;
      for (const line of lines) if (line.trim() !== '') yield* give(tryJson(line) ?? UNREADABLE);
    },
    *end() {
      const value = tryJson(text); // undefined if it is incomplete
      if (value !== undefined) yield* give(value);
      else for (const one of valuesSideBySide(text.trim()) ?? []) yield* give(one);
    },
    get isOneValue() {
      return count === 1;
    },
    isBlank: false,
  };
}

function webPageError(): ProviderError {
  return new ProviderError(
    'The model server sent a web page instead of a chat completion: check MODEL_BASE_URL.',
  );
}

function plainTextError(text: string): ProviderError {
  return new ProviderError(`The model server sent text instead of a chat completion: ${text.trim()}`);
}
