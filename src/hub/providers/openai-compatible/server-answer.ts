/** A model server's answer, or refusal, whose first byte has arrived. */
export interface ServerAnswer {
  readonly isRefusal: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The first bytes of the body; null if it is empty. */
  readonly beginning: Uint8Array | null;
  /** The body as it arrives, without the key. It can be read once. A reader that stops early ends the request. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Reads a body as text, up to about `most` bytes. */
export async function readText(bytes: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces).toString();
}

/** Ends a request without reading its answer. */
export async function discard({ bytes }: ServerAnswer): Promise<void> {
  await bytes[Symbol.asyncIterator]().return?.();
}

/** Returns an answer whose body has been read already, with its text as the body. */
export function withText(answer: ServerAnswer, text: string): ServerAnswer {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    if (text !== '') yield Buffer.from(text);
  }
  return { ...answer, bytes: bytes() };
}

/** Maximum number of bytes that are read to look for an error. */
const MAX_BEGINNING = 16 * 1024;

/**
 * Lines that say nothing about an answer: comments, which routers send while they wait, and fields other than `data`.
 */
const TELLS_NOTHING = /^\s*(?:$|:|event:|id:|retry:)/;
/** The start of a line that has to be complete before it can be read. */
const UNFINISHED = /^\s*(?:$|:|event:|id:|retry:|data:|(?:\[\s*)?\{\s*"errors?")/;

/** Waits until enough of an answer has arrived to see whether it begins with an error. */
export async function withBeginning(answer: ServerAnswer): Promise<ServerAnswer> {
  const { isRefusal, beginning } = answer;
  if (isRefusal || !beginning || hasBegun(beginning)) return answer;
  const rest = answer.bytes[Symbol.asyncIterator]();
  let read: Uint8Array = new Uint8Array();
  while (read.length < MAX_BEGINNING && !hasBegun(read)) {
    const next = await rest.next();
    if (next.done) break;
    read = Buffer.concat([read, next.value]);
  }
  return { ...answer, beginning: read, bytes: startingWith(read, rest) };
}

function hasBegun(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const last = lines.pop() ?? '';
  return lines.some((line) => !TELLS_NOTHING.test(line)) || !UNFINISHED.test(last);
}

/**
 * Returns these bytes, followed by the rest of their source. A reader that stops early ends the source, even if it has
 * read nothing.
 */
export function startingWith(
  first: Uint8Array | null,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterableIterator<Uint8Array> {
  let held = first;
  const bytes: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => bytes,
    async next() {
      if (held === null) return rest.next();
      const value = held;
      held = null;
      return { done: false, value };
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return bytes;
}
