import { ProviderError } from '../provider.ts';
import { discard, readText, withText, type ServerAnswer } from './server-answer.ts';
import { failureIn, LARGEST_REFUSAL, parseJson } from './refusal.ts';

/** Where a model server's API is, and where it may be if it is not there. */
export interface ModelAddress {
  readonly origin: string;
  /** The addresses of a path such as `/models`, the most likely one first: one for each place where the API may begin. */
  urlsOf(path: string): readonly string[];
}

/** What people copy from examples together with the address of the API. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models)$/;
const VERSION = /\/v\d+(?:[a-z]+\d*)?(?:\/|$)/;
/** Azure's: its addresses name a deployment, and their version is in the query. */
const DEPLOYMENT = /\/deployments\//;

/**
 * Reads `MODEL_BASE_URL`, which people give in several forms: with or without `/v1`, up to `/chat/completions`, or with
 * a query, which goes with every request. An address without a path nearly always lacks `/v1`; one with a path may.
 */
export function readModelAddress(baseUrl: string): ModelAddress {
  const { origin, pathname, search } = new URL(baseUrl);
  const path = pathname
    .replace(/(?<!\/)\/+$/, '')
    .replace(ENDPOINT, '')
    .replace(/(?<!\/)\/+$/, '');
  return {
    origin,
    urlsOf: (endpoint) => basesOf(path).map((base) => `${origin}${base}${endpoint}${search}`),
  };
}

function basesOf(path: string): string[] {
  if (VERSION.test(path) || DEPLOYMENT.test(path)) return [path];
  return path === '' ? ['/v1', ''] : [path, `${path}/v1`];
}

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

/** By its type and by how it begins: some servers send a stream as `text/html`. */
function isPage({ headers, beginning }: ServerAnswer): boolean {
  if (!headers.get('content-type')?.includes('html') || !beginning) return false;
  return Buffer.from(beginning).toString('latin1').trimStart().startsWith('<');
}
