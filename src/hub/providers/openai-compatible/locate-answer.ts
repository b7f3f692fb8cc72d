import { ProviderError } from '../provider.ts';
import type { ServerAnswer } from './server-answer.ts';
import { failureIn, LARGEST_REFUSAL, parseJson, readText } from './server-answers.ts';

/** An answer, and what it says of the address that was asked. */
export interface LocatedAnswer {
  answer: ServerAnswer;
  /** Whether the model server's API is at this address. */
  isHere: boolean;
  /** Whether the answer says what is wrong, as an API does. */
  isTold: boolean;
}

/** With these a server says that there is no API at this address; with the first also that there is no such model. */
const NOT_HERE = new Set([404, 405]);

/** Finds out whether an answer is that of a model server's API, or of whatever else is at the address. */
export async function locate(answer: ServerAnswer): Promise<LocatedAnswer> {
  if (!answer.isRefusal && isPage(answer)) {
    await discard(answer);
    return { answer, isHere: false, isTold: false };
  }
  if (!NOT_HERE.has(answer.status)) return { answer, isHere: true, isTold: true };
  const text = await readText(answer.bytes, LARGEST_REFUSAL);
  const failure = failureIn(parseJson(text));
  return {
    answer: withText(answer, text),
    isHere: failure !== null && /model/i.test(failure),
    isTold: failure !== null,
  };
}

/**
 * An answer that can be read as one of a model server's.
 * @throws ProviderError where it is a page or a redirection: then the address is wrong
 */
export async function readable(answer: ServerAnswer, origin: string): Promise<ServerAnswer> {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    await discard(answer);
    const to = addressIn(headers.get('location') ?? '', origin);
    const hint = to ? ` to ${to}: set MODEL_BASE_URL to that server's address` : ': check MODEL_BASE_URL';
    throw new ProviderError(`The model server at ${origin} redirects requests${hint}.`);
  }
  if (!answer.isRefusal && isPage(answer)) {
    await discard(answer);
    throw new ProviderError(
      `The server at ${origin} sent a web page: set MODEL_BASE_URL to the address of its API, which often ends in /v1.`,
    );
  }
  return answer;
}

/** Where a redirection leads, without the query, which may hold a key; null where it says nothing of use. */
function addressIn(location: string, base: string): string | null {
  if (location === '' || !URL.canParse(location, base)) return null;
  const { origin, pathname } = new URL(location, base);
  return `${origin}${pathname}`;
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

/** By its type and by how it begins: some servers send a stream as `text/html`. */
function isPage({ headers, beginning }: ServerAnswer): boolean {
  if (!headers.get('content-type')?.includes('html') || !beginning) return false;
  return Buffer.from(beginning).toString('latin1').trimStart().startsWith('<');
}
