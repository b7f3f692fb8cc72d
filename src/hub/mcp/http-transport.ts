import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isJSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';
import { type Dispatcher, fetch, Response } from 'undici';
import { settlesWithin } from '../async/settles-within.ts';
import { MAX_MESSAGE_BYTES, MessageTooLongError } from './message-size.ts';
import type { HttpServer } from './mcp-config.ts';

/** Maximum time to tell the server that the session ends, in milliseconds. */
const CLOSE_GRACE = 2_000;

type Send = StreamableHTTPClientTransport['send'];

/**
 * The SDK's transport. When it is closed, the server gets what was still being sent, such as a cancellation, and ends
 * the session.
 */
class SessionTransport extends StreamableHTTPClientTransport {
  readonly #notifications = new Set<Promise<void>>();
  #closing: Promise<void> | null = null;

  override async send(...[message, options]: Parameters<Send>): ReturnType<Send> {
    const sent = super.send(message, options);
    if (!Array.isArray(message) && isJSONRPCRequest(message)) return sent;
    this.#notifications.add(sent);
    return sent.finally(() => this.#notifications.delete(sent));
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    await settlesWithin(CLOSE_GRACE, this.#endSession());
    await super.close();
  }

  async #endSession(): Promise<void> {
    await Promise.allSettled(this.#notifications);
    await this.terminateSession().catch(() => undefined); // the server may be gone
  }
}

/**
 * Creates the transport to a server over streamable HTTP.
 * @param dispatcher makes the connections
 * @param onLost called when the answer to a request breaks off. The SDK would wait for the rest of it.
 */
export function createHttpTransport(
  { url, headers }: HttpServer,
  dispatcher: Dispatcher,
  onLost: (error: unknown) => void,
): StreamableHTTPClientTransport {
  const send: typeof fetch = async (input, init) => {
    const response = await fetch(input, { ...init, dispatcher });
    if (init?.method !== 'POST' || !response.body) return response;
    const { status, statusText } = response;
    return new Response(watched(response.body, onLost), { status, statusText, headers: response.headers });
  };
  return new SessionTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    fetch: send as unknown as FetchLike, // the types of undici and of Node differ
  });
}

/** Returns the same bytes, and notices when they break off or are too many. */
function watched(
  body: ReadableStream<Uint8Array>,
  onLost: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let size = 0;
  let isCancelled = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (isCancelled) return;
        if (done) return controller.close();
        size += value.length;
        if (size > MAX_MESSAGE_BYTES) throw new MessageTooLongError();
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        void reader.cancel(error).catch(() => undefined);
        onLost(error);
      }
    },
    cancel(reason) {
      isCancelled = true;
      return reader.cancel(reason);
    },
  });
}
