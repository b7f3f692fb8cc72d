import { startDeadline } from '../client/deadline.ts';
import type { EventSourceLike, SourceMessage } from '../client/event-source.ts';
import { RESPONSE_TIMEOUT } from '../client/hub-requests.ts';
import type { Timer } from '../client/timer.ts';
import { createSseDecoder } from '../protocol/sse-decode.ts';
import { LAST_EVENT_ID_HEADER } from '../protocol/request-names.ts';
import { nodeTimer } from './node-timer.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** Default delay before a reconnect, in milliseconds. A stream can change it with `retry`. */
const RETRY = 1_000;

type Listeners = {
  message: ((event: SourceMessage) => void)[];
  open: (() => void)[];
  error: (() => void)[];
};

/**
 * Opens an EventSource that is built on fetch: Node has no EventSource, and the hub needs an authorization header. Like
 * the browser's EventSource, it reconnects by itself when a connection breaks or ends, and closes when the hub answers
 * with anything but a stream. It also reconnects when the hub does not answer within 30 seconds. An error that a
 * listener throws becomes an uncaught exception.
 *
 * The package `eventsource` cannot replace this: version 5 needs Node 22, its reconnect timer does not keep the process
 * alive and cannot be injected, and it has no timeout for the answer.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
 * @param credentials headers that authenticate the client
 */
export function openFetchEventSource(
  url: string,
  credentials: Readonly<Record<string, string>>,
  timer: Timer = nodeTimer,
): EventSourceLike {
  const listeners: Listeners = { message: [], open: [], error: [] };
  const abort = new AbortController();
  let readyState = CONNECTING;
  let lastEventId = '';
  let retry = RETRY;
  let cancelRetry = (): void => {};
  let cancelBody = (): void => {};

  function fail(state: typeof CONNECTING | typeof CLOSED): void {
    if (readyState === CLOSED) return;
    readyState = state;
    if (state === CONNECTING) cancelRetry = timer.after(retry, () => void connect());
    dispatch(listeners.error, undefined);
  }

  /**
   * Calls the listeners. An error in one of them does not break the connection, and the other listeners are still
   * called.
   */
  function dispatch<Event>(to: readonly ((event: Event) => void)[], event: Event): void {
    for (const listener of to) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  async function connect(): Promise<void> {
    const headers = {
      ...credentials,
      accept: 'text/event-stream',
      ...(lastEventId !== '' && { [LAST_EVENT_ID_HEADER]: lastEventId }),
    };
    const deadline = startDeadline(timer, abort.signal);
    deadline.set(RESPONSE_TIMEOUT);
    try {
      const response = await fetch(url, { headers, signal: deadline.signal });
      deadline.stop();
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (response.status !== 200 || !isStream || !response.body) {
        await response.body?.cancel();
        return fail(CLOSED);
      }
      readyState = OPEN;
      dispatch(listeners.open, undefined);
      await read(response.body);
    } catch {
      // The hub could not be reached, cut the connection, or did not answer in time: reconnect.
    } finally {
      deadline.clear();
    }
    fail(CONNECTING);
  }

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = createSseDecoder();
    const reader = body.getReader();
    cancelBody = () => void reader.cancel().catch(() => undefined); // in Node 20 the abort may not reach the body
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of decoder.push(value)) {
        if (readyState !== OPEN) return;
        if (event.lastEventId !== '') lastEventId = event.lastEventId;
        dispatch(listeners.message, { data: event.data, lastEventId });
      }
      if (decoder.lastEventId !== '') lastEventId = decoder.lastEventId;
      retry = decoder.retry ?? retry;
    }
  }

  void connect();
  return {
    get readyState() {
      return readyState;
    },
    close() {
      readyState = CLOSED;
      cancelRetry();
      abort.abort();
      cancelBody();
    },
    addEventListener(type: keyof Listeners, listener: (event: SourceMessage) => void) {
      (listeners[type] as ((event: SourceMessage) => void)[]).push(listener);
    },
  };
}
