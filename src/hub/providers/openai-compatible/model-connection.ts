import { fetch, type Response } from 'undici';
import { createProxyDispatcher, type Proxies } from '../../net/proxy-dispatcher.ts';
import { ProviderError } from '../provider.ts';
import { type ServerAnswer, startingWith } from './server-answer.ts';
import { connectionLost, unreachable } from './errors/connection-error.ts';
import {
  classifyAnswer,
  type ClassifiedAnswer,
  requireApiAnswer,
  readModelAddress,
} from './model-address.ts';
import { createKeyMask, keyIn, keysInQuery } from './key-mask.ts';

/** How to connect to a model server. Times are in milliseconds. */
export interface ModelServerOptions {
  /** `MODEL_BASE_URL`, in one of the forms that `readModelAddress` accepts. */
  baseUrl: string;
  apiKey: string | null;
  /** The name of the key's header; null for `Authorization: Bearer …`. */
  apiKeyHeader?: string | null;
  /** Further headers of each request. */
  headers?: Readonly<Record<string, string>>;
  proxies?: Proxies;
  /** Maximum time without data once a stream has begun. */
  idleTimeout: number;
  /** Maximum time until an answer begins or, if it is not streamed, until it is complete. */
  answerTimeout?: number;
}

/** One request. */
export interface ServerRequest {
  /** Path of the endpoint, such as `/models`. */
  path: string;
  /** A request with a body is a POST. */
  body: Readonly<Record<string, unknown>> | null;
  signal: AbortSignal;
  /** Overrides the server's `answerTimeout`. */
  answerTimeout?: number;
}

/**
 * Sends one request. Both this call and reading the answer's bytes can throw: a `ConnectionError` if the server cannot
 * be reached or the connection is lost, another `ProviderError` if the server sends nothing in time, and the signal's
 * reason if the signal is aborted.
 */
export type ModelConnection = (request: ServerRequest) => Promise<ServerAnswer>;

const ANSWER_TIMEOUT = 600_000;
const NO_PROXIES: Proxies = { http: '', https: '', except: '' };

/** Creates the connection to a model server. Only this module knows the server's key. */
export function createModelConnection(options: ModelServerOptions): ModelConnection {
  const { apiKey, apiKeyHeader = null, headers: extraHeaders = {}, proxies = NO_PROXIES } = options;
  const { idleTimeout, answerTimeout = ANSWER_TIMEOUT } = options;
  const { origin, urlsOf } = readModelAddress(options.baseUrl);
  const dispatcher = createProxyDispatcher(proxies);
  const mask = createKeyMask([
    ...(apiKey ? [apiKey] : []),
    ...Object.values(extraHeaders).map(keyIn),
    ...keysInQuery(options.baseUrl),
  ]);
  const headers = new Headers({ 'accept-encoding': 'identity' }); // compressed streams arrive in blocks, and late
  for (const [name, value] of Object.entries(extraHeaders)) headers.set(name, value);
  headers.set('content-type', 'application/json');
  if (apiKey) headers.set(...keyHeader(apiKey, apiKeyHeader));
  /** Index of the API's address in `urlsOf`; null until the API has answered. */
  let apiIndex: number | null = null;

  async function send(url: string, request: ServerRequest): Promise<ServerAnswer> {
    const { body } = request;
    const idle = createIdleTimeout(request.signal);
    const beginTimeout = request.answerTimeout ?? answerTimeout;
    idle.start(beginTimeout);
    try {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        headers: Object.fromEntries(headers),
        body: body && JSON.stringify(body),
        redirect: 'manual', // otherwise the key and the messages would be sent to another address
        signal: idle.signal,
        dispatcher,
      });
      const { ok, status, statusText } = response;
      const pause = body?.['stream'] === true ? idleTimeout : beginTimeout;
      return await untilFirstByte({
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
    if (apiIndex !== null) return requireApiAnswer(await send(urls[apiIndex]!, request), origin);
    let kept: ClassifiedAnswer | null = null;
    for (const [index, url] of urls.entries()) {
      const found = await classifyAnswer(await send(url, request));
      if (found.isApi) {
        if (!found.answer.isRefusal) apiIndex = index; // a gateway may refuse every path
        return requireApiAnswer(found.answer, origin);
      }
      if (!kept || found.hasErrorMessage) kept = found;
    }
    if (!kept) throw new Error('A model server has at least one address.');
    return requireApiAnswer(kept.answer, origin);
  };
}

function keyHeader(key: string, header: string | null): [string, string] {
  return header === null || header.toLowerCase() === 'authorization'
    ? ['authorization', `Bearer ${key}`]
    : [header, key];
}

/** Waits for the first byte, so that the request can be retried if the connection is lost before the answer begins. */
async function untilFirstByte(answer: Omit<ServerAnswer, 'beginning'>): Promise<ServerAnswer> {
  const rest = answer.bytes[Symbol.asyncIterator]();
  const first = await rest.next();
  const beginning = first.done ? null : first.value;
  return { ...answer, beginning, bytes: startingWith(beginning, rest) };
}

async function* readBytes({ body }: Response, idle: IdleTimeout, pause: number): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  // In Node 20 a response only has a weak reference to the signal, so that an abort may not reach the body.
  const cancel = () => void reader?.cancel().catch(() => undefined); // it rejects if the body has failed
  idle.signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      idle.signal.throwIfAborted();
      if (done) return;
      idle.stop(); // the time that the reader takes does not count
      yield value as Uint8Array;
      idle.start(pause);
    }
  } catch {
    throw idle.signal.aborted ? idle.signal.reason : connectionLost();
  } finally {
    idle.stop();
    idle.signal.removeEventListener('abort', cancel);
    cancel(); // a reader that stops early ends the request
  }
}

/** Aborts a request if the server sends nothing in time. */
interface IdleTimeout {
  /** Aborted with a `ProviderError` on timeout, and with the outer signal's reason when that signal is aborted. */
  readonly signal: AbortSignal;
  /** Starts or restarts the timeout. */
  start(milliseconds: number): void;
  /** Stops the timeout. */
  stop(): void;
}

/** Creates a timeout that is not started. */
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
