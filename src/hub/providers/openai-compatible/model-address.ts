import { ProviderError } from '../provider.ts';
import { discard, readText, withText, type ServerAnswer } from './server-answer.ts';
import { failureIn, MAX_REFUSAL, parseJson } from './refusal.ts';

/** The possible addresses of a model server's API. */
export interface ModelAddress {
  readonly origin: string;
  /** The possible URLs of an endpoint such as `/models`, the most likely one first. */
  urlsOf(path: string): readonly string[];
}

/** Endpoints that people copy together with the address of the API. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models)$/;
const VERSION = /\/v\d+(?:[a-z]+\d*)?(?:\/|$)/;
/** Azure: the path names a deployment, and the version is in the query. */
const DEPLOYMENT = /\/deployments\//;

/**
 * Reads `MODEL_BASE_URL`. It may have several forms: with or without `/v1`, with `/chat/completions`, or with a query,
 * which is added to every request. An address without a path nearly always lacks `/v1`. An address with a path may lack
 * it.
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

/** An answer, and whether it comes from the model server's API. */
export interface ClassifiedAnswer {
  answer: ServerAnswer;
  /** Whether the model server's API is at this address. */
  isApi: boolean;
  /** Whether the answer contains an error message, as an API's answer does. */
  hasErrorMessage: boolean;
}

/** Statuses that mean that there is no API at this address. 404 may also mean that the model does not exist. */
const NOT_HERE = new Set([404, 405]);

/** Finds out whether an answer comes from a model server's API, or from something else at that address. */
export async function classifyAnswer(answer: ServerAnswer): Promise<ClassifiedAnswer> {
  if (!answer.isRefusal && isPage(answer)) {
    await discard(answer);
    return { answer, isApi: false, hasErrorMessage: false };
  }
  if (!NOT_HERE.has(answer.status)) return { answer, isApi: true, hasErrorMessage: true };
  const text = await readText(answer.bytes, MAX_REFUSAL);
  const failure = failureIn(parseJson(text));
  return {
    answer: withText(answer, text),
    isApi: failure !== null && /model/i.test(failure),
    hasErrorMessage: failure !== null,
  };
}

/**
 * Returns the answer if it can come from a model server.
 * @throws ProviderError if it is a web page or a redirect, because then the address is wrong
 */
export async function requireApiAnswer(answer: ServerAnswer, origin: string): Promise<ServerAnswer> {
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

/**
 * Returns the target of a redirect without its query, which may contain a key; null if the target is not a valid
 * address.
 */
function addressIn(location: string, base: string): string | null {
  if (location === '' || !URL.canParse(location, base)) return null;
  const { origin, pathname } = new URL(location, base);
  return `${origin}${pathname}`;
}

/**
 * Returns whether an answer is a web page. Checks the content type and the first bytes, because some servers send a
 * stream as `text/html`.
 */
function isPage({ headers, beginning }: ServerAnswer): boolean {
  if (!headers.get('content-type')?.includes('html') || !beginning) return false;
  return Buffer.from(beginning).toString('latin1').trimStart().startsWith('<');
}
