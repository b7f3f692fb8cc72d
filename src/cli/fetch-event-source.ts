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

/** How long to wait before a reconnect until the stream says otherwise, in milliseconds. */
const RETRY = 1_000;

type Listeners = {
  message: ((event: SourceMessage) => void)[];
  open: (() => void)[];
  error: (() => void)[];
};

/**
 * An EventSource on fetch, which Node has none of and which can say who asks. As the browser's, it reconnects by
 * itself when a connection breaks or ends, or when the head of an answer does not come within 30 seconds, and gives up
 * where the hub answers with anything but a stream. What a listener throws is thrown as an uncaught exception.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
 * @param credentials headers that say who asks
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
    tell(listeners.error, undefined);
  }

  /** A listener that fails does not break the connection, and keeps nothing from the others. */
  function tell<Given>(told: readonly ((given: Given) => void)[], given: Given): void {
    for (const listener of told) {
      try {
        listener(given);
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
      tell(listeners.open, undefined);
      await read(response.body);
    } catch {
      // It could not be reached, was cut off, or did not answer in time: that is what a reconnect is for.
    } finally {
      deadline.clear();
    }
    fail(CONNECTING);
  }

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = createSseDecoder();
    const reader = body.getReader();
    cancelBody = () => void reader.cancel().catch(() => undefined); // an abort may not reach it any more in Node 20
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of decoder.push(value)) {
        if (readyState !== OPEN) return;
        if (event.lastEventId !== '') lastEventId = event.lastEventId;
        tell(listeners.message, { data: event.data, lastEventId });
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
