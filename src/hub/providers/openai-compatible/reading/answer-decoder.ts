import { createSseDecoder, type SseEvent } from '../../../../protocol/sse-decode.ts';
import { ProviderError } from '../../provider.ts';
import { isObject, tryJson } from './json.ts';

/** What a stream ends with, where its server says so. */
export const DONE = Symbol('[DONE]');

/** Takes the bytes of an answer, cut anywhere, and gives the JSON values that it holds, and `DONE`. */
export interface AnswerDecoder {
  /** Throws a `ProviderError` where one is no JSON, once those before it have been taken. */
  push(bytes: Uint8Array): Iterable<unknown>;
  /** The body has ended: gives what its last line holds. */
  end(): Iterable<unknown>;
  /** Whether all of it is one JSON value, which is whole once it can be parsed. */
  readonly isOneValue: boolean;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const DONE_WORD = /^\[?DONE\]?$/i;
/** Such as `ping`: some servers and proxies send one so that the connection stays open. */
const ANY_WORD = /^[\w-]*$/;
const LONGEST_QUOTE = 200; // in characters

/** A decoder that finds out by the first bytes what the body is; its content type may be wrong. */
export function createAnswerDecoder(): AnswerDecoder {
  let unread: Uint8Array = new Uint8Array();
  let decoder: AnswerDecoder | null = null;
  return {
    push(bytes) {
      if (decoder) return decoder.push(bytes);
      unread = Buffer.concat([unread, bytes]);
      const first = firstByte(unread);
      if (first === null) return [];
      decoder = first === '{' || first === '[' ? createJsonDecoder() : createEventDecoder();
      if (first === '<') throw sentAPage();
      return decoder.push(unread);
    },
    end: () => decoder?.end() ?? [],
    get isOneValue() {
      return decoder?.isOneValue ?? false;
    },
  };
}

/** The first character that is neither blank nor a byte order mark; null where there is none yet. */
function firstByte(bytes: Uint8Array): string | null {
  const marked = BYTE_ORDER_MARK.findIndex((byte, at) => bytes[at] !== byte);
  if (marked > 0 && bytes.length === marked) return null;
  const byte = bytes.subarray(marked < 0 ? BYTE_ORDER_MARK.length : 0).find((one) => !BLANKS.has(one));
  return byte === undefined ? null : String.fromCharCode(byte);
}

/** Reads Server-Sent Events. */
function createEventDecoder(): AnswerDecoder {
  let errors: unknown[] = [];
  let hasEvents = false;
  let stray = '';
  const decoder = createSseDecoder((line) => {
    const error = strayError(line);
    if (error !== null) errors.push(error);
    else if (!hasEvents && stray.length < LONGEST_QUOTE) stray += `${line}\n`;
  });

  return {
    isOneValue: false,
    *push(bytes) {
      for (const event of decoder.push(bytes)) {
        hasEvents = true;
        yield* valuesOf(event);
      }
      yield* errors;
      errors = [];
    },
    *end() {
      // Not every server ends its last event with a blank line. One that breaks off is no JSON, and no answer.
      for (const event of decoder.push(Buffer.from('\n\n'))) {
        hasEvents = true;
        yield* valuesOf(event, true);
      }
      yield* errors;
      if (!hasEvents && stray !== '') throw sentText(stray);
    },
  };
}

/** Some servers report an error outside of any event, as a line `error: {…}` or as bare JSON. */
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
 * What is not JSON may be several values that no blank line tells apart, `[DONE]`, or a word. A part that cannot be read
 * fails the answer, once the others have been given: one of them may say why.
 */
function* valuesOfLines(data: string, isCutOff: boolean): Generator<unknown> {
  let isBroken = false;
  for (const line of data.split('\n')) {
    const text = line.replace(/^(\s*data:)+/, '').trim(); // some proxies name the field twice
    const value = tryJson(text);
    if (DONE_WORD.test(text)) yield DONE;
    else if (value !== undefined) yield value;
    else isBroken ||= !ANY_WORD.test(text);
  }
  if (isBroken && !isCutOff) throw notJson();
}

/** Reads JSON: one value, or one in each line. */
function createJsonDecoder(): AnswerDecoder {
  const utf8 = new TextDecoder(); // drops a leading byte order mark, and holds back half a character
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
      text += utf8.decode(bytes, { stream: true });
      if (form === 'one value' || !text.includes('\n')) return;
      const lines = text.split('\n');
      if (form === 'unknown') form = tryJson(lines[0]!) === undefined ? 'one value' : 'lines';
      if (form === 'one value') return;
      text = lines.pop()!;
      for (const line of lines) if (line.trim() !== '') yield* give(parse(line));
    },
    *end() {
      const value = tryJson(text); // undefined where the server broke it off
      if (value !== undefined) yield* give(value);
    },
    get isOneValue() {
      return count === 1;
    },
  };
}

function parse(text: string): unknown {
  const value = tryJson(text);
  if (value === undefined) throw notJson();
  return value;
}

function notJson(): ProviderError {
  return new ProviderError('The model server sent a chunk that is not JSON.');
}

function sentAPage(): ProviderError {
  return new ProviderError('The model server sent a web page, and no chat completion: check MODEL_BASE_URL.');
}

function sentText(text: string): ProviderError {
  return new ProviderError(`The model server sent no chat completion, but this: ${text.trim()}`);
}
