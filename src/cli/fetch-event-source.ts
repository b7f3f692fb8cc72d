import type { EventSourceLike, SourceMessage } from '../client/event-source.ts';
import { createSseDecoder } from '../protocol/sse-decode.ts';
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
 * itself when a connection breaks or ends, and gives up where the hub answers with anything but a stream.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
 * @param credentials headers that say who asks
 */
export function openFetchEventSource(
  url: string,
  credentials: Readonly<Record<string, string>>,
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
    if (state === CONNECTING) cancelRetry = nodeTimer.after(retry, () => void connect());
    for (const listener of listeners.error) listener();
  }

  async function connect(): Promise<void> {
    const headers = {
      ...credentials,
      accept: 'text/event-stream',
      ...(lastEventId !== '' && { 'last-event-id': lastEventId }),
    };
    try {
      const response = await fetch(url, { headers, signal: abort.signal });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (response.status !== 200 || !isStream || !response.body) {
        await response.body?.cancel();
        return fail(CLOSED);
      }
      readyState = OPEN;
      for (const listener of listeners.open) listener();
      await read(response.body);
    } catch {
      // It could not be reached, or was cut off: both are what a reconnect is for.
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
        for (const listener of listeners.message) listener({ data: event.data, lastEventId });
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
