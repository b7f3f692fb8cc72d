import { ProviderError } from '../provider.ts';
import { createIdleTimeout, type IdleTimeout } from './idle-timeout.ts';
import { bytesWithoutKey, isUnmistakable, withoutKey } from './without-key.ts';

/** How a model server is reached. */
export interface ModelServerOptions {
  /** The server's address, up to and without `/chat/completions`. */
  baseUrl: string;
  apiKey: string | null;
  /** How long the server may send nothing at all, in milliseconds. */
  idleTimeout: number;
}

/** What a model server answers, be it a refusal. */
export interface ServerAnswer {
  readonly isRefusal: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The body, as it comes, without the key. It can be read once; who leaves it early ends the request. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Asks the server: a POST with a body, else a GET. This and the answer's bytes throw a `ProviderError` where the
 * server cannot be reached, breaks off or falls silent, and what the signal was aborted for.
 */
export type ModelConnection = (
  path: string,
  body: object | null,
  signal: AbortSignal,
) => Promise<ServerAnswer>;

/** The way to a model server, and the one place where its key is known. */
export function createModelConnection({ baseUrl, apiKey, idleTimeout }: ModelServerOptions): ModelConnection {
  const { origin } = new URL(baseUrl);
  // What is compressed comes in blocks, and not as it is said.
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
  };
  if (apiKey) headers['authorization'] = `Bearer ${apiKey}`;

  return async (path, body, signal) => {
    const idle = createIdleTimeout(idleTimeout, signal);
    const method = body ? 'POST' : 'GET';
    idle.start();
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        redirect: 'error', // or the key, and what is asked, would go elsewhere
        signal: idle.signal,
      });
      const { ok, status, statusText } = response;
      const isSought = apiKey && (!ok || isUnmistakable(apiKey));
      const bytes = readBytes(response, idle);
      return {
        isRefusal: !ok,
        status,
        statusText,
        headers: apiKey ? headersWithoutKey(response.headers, apiKey) : response.headers,
        bytes: isSought ? bytesWithoutKey(bytes, apiKey) : bytes,
      };
    } catch (error) {
      const cause = apiKey ? withoutKey(causeOf(error), apiKey) : causeOf(error);
      throw failure(idle.signal, `The model server at ${origin} cannot be reached (${cause}).`);
    } finally {
      idle.stop();
    }
  };
}

function headersWithoutKey(headers: Headers, key: string): Headers {
  return new Headers([...headers].map(([name, value]) => [name, withoutKey(value, key)]));
}

async function* readBytes({ body }: Response, idle: IdleTimeout): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  // Once fetch has answered, Node 20's holds its signal so weakly that an abort may not reach the body any more.
  const cancel = () => void reader.cancel().catch(() => undefined); // it fails where the body has failed
  idle.signal.addEventListener('abort', cancel);
  idle.start();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      idle.signal.throwIfAborted();
      if (done) return;
      idle.stop(); // the time that the reader takes is not the server's
      yield value;
      idle.start();
    }
  } catch {
    throw failure(idle.signal, 'Lost the connection to the model.');
  } finally {
    idle.stop();
    idle.signal.removeEventListener('abort', cancel);
    cancel(); // who leaves early ends the request
  }
}

/** An abort counts as what it was made for; anything else as the server's failure. */
function failure(signal: AbortSignal, message: string): unknown {
  return signal.aborted ? signal.reason : new ProviderError(message);
}

/** What lies under fetch's "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? causeOf(error.cause) : ((error as NodeJS.ErrnoException).code ?? error.message);
}
