import { fetch, type Response } from 'undici';
import { ProviderError } from '../provider.ts';
import { type ServerAnswer, startingWith } from './server-answer.ts';
import { brokenOff, unreachable } from './connection-failure.ts';
import { locate, type LocatedAnswer, readable, readModelAddress } from './model-address.ts';
import { createModelDispatcher, type Proxies } from './model-dispatcher.ts';
import { createKeyMask, keyIn, keysInQuery } from './key-mask.ts';

/** How a model server is reached. Times are in milliseconds. */
export interface ModelServerOptions {
  /** `MODEL_BASE_URL`, in one of the forms that `readModelAddress` knows. */
  baseUrl: string;
  apiKey: string | null;
  /** The header that carries the key; null: `Authorization: Bearer …`. */
  apiKeyHeader?: string | null;
  /** Further headers of each request. */
  headers?: Readonly<Record<string, string>>;
  proxies?: Proxies;
  /** How long a stream may pause once it has begun. */
  idleTimeout: number;
  /** How long an answer may take until it begins, or, where it does not stream, until it is complete. */
  answerTimeout?: number;
}

/** One request. */
export interface ServerRequest {
  /** Such as `/models`. */
  path: string;
  /** A request with a body is a POST. */
  body: Readonly<Record<string, unknown>> | null;
  signal: AbortSignal;
  /** Instead of the server's `answerTimeout`. */
  answerTimeout?: number;
}

/**
 * Asks the server once. This and the answer's bytes throw a `ConnectionError` where the server cannot be reached or
 * breaks off, another `ProviderError` where it sends nothing, and the signal's reason once that is aborted.
 */
export type ModelConnection = (request: ServerRequest) => Promise<ServerAnswer>;

const ANSWER_TIMEOUT = 600_000;
const NO_PROXIES: Proxies = { http: '', https: '', except: '' };

/** The way to a model server, and the one place where its key is known. */
export function createModelConnection(options: ModelServerOptions): ModelConnection {
  const { apiKey, apiKeyHeader = null, headers: extraHeaders = {}, proxies = NO_PROXIES } = options;
  const { idleTimeout, answerTimeout = ANSWER_TIMEOUT } = options;
  const { origin, urlsOf } = readModelAddress(options.baseUrl);
  const dispatcher = createModelDispatcher(proxies);
  const mask = createKeyMask([
    ...(apiKey ? [apiKey] : []),
    ...Object.values(extraHeaders).map(keyIn),
    ...keysInQuery(options.baseUrl),
  ]);
  const headers = new Headers({ 'accept-encoding': 'identity' }); // what is compressed comes in blocks, and late
  for (const [name, value] of Object.entries(extraHeaders)) headers.set(name, value);
  headers.set('content-type', 'application/json');
  if (apiKey) headers.set(...keyHeader(apiKey, apiKeyHeader));
  /** Which of the addresses is the API's; null until one has answered. */
  let place: number | null = null;

  async function send(url: string, request: ServerRequest): Promise<ServerAnswer> {
    const { body } = request;
    const idle = createIdleTimeout(request.signal);
    const untilBegun = request.answerTimeout ?? answerTimeout;
    idle.start(untilBegun);
    try {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        headers: Object.fromEntries(headers),
        body: body && JSON.stringify(body),
        redirect: 'manual', // or the key, and what is asked, would go elsewhere
        signal: idle.signal,
        dispatcher,
      });
      const { ok, status, statusText } = response;
      const pause = body?.['stream'] === true ? idleTimeout : untilBegun;
      return await begun({
        isRefusal: !ok,
        status,
        statusText,
        headers: new Headers([...response.headers].map(([name, value]) => [name, mask.text(value)])),
        bytes: mask.bytes(readBytes(response, idle, pause)),
      });
    } catch (error) {
      idle.stop();
      if (idle.signal.aborted) throw idle.signal.reason;
      throw error instanceof ProviderError ? error : unreachable(origin, error, mask.text);
    }
  }

  return async (request) => {
    const urls = urlsOf(request.path);
    if (place !== null) return readable(await send(urls[place]!, request), origin);
    let kept: LocatedAnswer | null = null;
    for (const [index, url] of urls.entries()) {
      const found = await locate(await send(url, request));
      if (found.isHere) {
        if (!found.answer.isRefusal) place = index; // a gateway may refuse every path, or none may be served yet
        return readable(found.answer, origin);
      }
      if (!kept || found.isTold) kept = found;
    }
    if (!kept) throw new Error('A model server has at least one address.');
    return readable(kept.answer, origin);
  };
}

function keyHeader(key: string, header: string | null): [string, string] {
  return header === null || header.toLowerCase() === 'authorization'
    ? ['authorization', `Bearer ${key}`]
    : [header, key];
}

/** The answer once its first byte has come, so that a connection that breaks before it can be made again. */
async function begun(answer: Omit<ServerAnswer, 'beginning'>): Promise<ServerAnswer> {
  const rest = answer.bytes[Symbol.asyncIterator]();
  const first = await rest.next();
  const beginning = first.done ? null : first.value;
  return { ...answer, beginning, bytes: startingWith(beginning, rest) };
}

async function* readBytes({ body }: Response, idle: IdleTimeout, pause: number): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  // Once fetch has answered, Node 20's holds its signal so weakly that an abort may not reach the body any more.
  const cancel = () => void reader?.cancel().catch(() => undefined); // it fails where the body has failed
  idle.signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      idle.signal.throwIfAborted();
      if (done) return;
      idle.stop(); // the time that the reader takes is not the server's
      yield value as Uint8Array;
      idle.start(pause);
    }
  } catch {
    throw idle.signal.aborted ? idle.signal.reason : brokenOff();
  } finally {
    idle.stop();
    idle.signal.removeEventListener('abort', cancel);
    cancel(); // who leaves early ends the request
  }
}

/** Ends a request to a server that sends nothing. */
interface IdleTimeout {
  /** Aborted with a `ProviderError` when the time is up, and whenever the outer signal is. */
  readonly signal: AbortSignal;
  /** From now on the server has this time, in milliseconds, to send something. */
  start(milliseconds: number): void;
  /** The server has sent something, or need not. */
  stop(): void;
}

/** A timeout that has not started yet. */
function createIdleTimeout(outer: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function abort(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    controller.abort(new ProviderError(`The model server sent nothing for ${seconds} s.`, 'silent'));
  }

  return {
    signal: AbortSignal.any([outer, controller.signal]),
    start(milliseconds) {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
