/** What a model server answers, be it a refusal. Its first byte has come. */
export interface ServerAnswer {
  readonly isRefusal: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The first bytes of the body; null where it has none. */
  readonly beginning: Uint8Array | null;
  /** The body, as it comes, without the key. It can be read once; to leave it early ends the request. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A body as text; of a longer one than that many bytes the beginning. */
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

/** Ends a request whose answer is not read. */
export async function discard({ bytes }: ServerAnswer): Promise<void> {
  await bytes[Symbol.asyncIterator]().return?.();
}

/** An answer whose body has been read. */
export function withText(answer: ServerAnswer, text: string): ServerAnswer {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    if (text !== '') yield Buffer.from(text);
  }
  return { ...answer, bytes: bytes() };
}

/** How much is read before an answer is taken as it comes, in bytes. */
const MOST_OF_BEGINNING = 16 * 1024;

/** What tells nothing of an answer: comments, as routers send them while they wait, and the other fields of an event. */
const TELLS_NOTHING = /^\s*(?:$|:|event:|id:|retry:)/;
/** What has to be whole to be read. */
const UNFINISHED = /^\s*(?:$|:|event:|id:|retry:|data:|(?:\[\s*)?\{\s*"errors?")/;

/** The answer, once enough of it has come to tell whether it begins with an error. */
export async function withBeginning(answer: ServerAnswer): Promise<ServerAnswer> {
  const { isRefusal, beginning } = answer;
  if (isRefusal || !beginning || hasBegun(beginning)) return answer;
  const rest = answer.bytes[Symbol.asyncIterator]();
  let read: Uint8Array = new Uint8Array();
  while (read.length < MOST_OF_BEGINNING && !hasBegun(read)) {
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

/** These bytes, and then the rest of their source. To leave them ends that, even where none has been read. */
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
