import type { EventSourceLike } from '../../../src/client/event-source.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** An EventSource that the test controls. */
export class FakeEventSource implements EventSourceLike {
  readyState = CONNECTING;
  /** The client has closed it. */
  closed = false;
  readonly url: string;
  readonly #events = new EventTarget();

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#events.addEventListener(type, (event) => listener(event as MessageEvent));
  }

  close(): void {
    this.closed = true;
    this.readyState = CLOSED;
  }

  open(): void {
    this.readyState = OPEN;
    this.#events.dispatchEvent(new Event('open'));
  }

  /** Sends an event in its envelope. An empty id: without one, as older hubs do. */
  send(id: string, event: string, data: unknown): void {
    if (this.readyState === CLOSED) return;
    const envelope = JSON.stringify({ event, data });
    this.#events.dispatchEvent(new MessageEvent('message', { data: envelope, lastEventId: id }));
  }

  /** Loses the connection. The EventSource then reconnects. */
  lose(): void {
    this.readyState = CONNECTING;
    this.#events.dispatchEvent(new Event('error'));
  }

  /** Closes for good, as after an answer with status 204 or 404. */
  closeForGood(): void {
    this.readyState = CLOSED;
    this.#events.dispatchEvent(new Event('error'));
  }
}

/** The EventSources that a client opens. */
export class FakeStreams {
  readonly sources: FakeEventSource[] = [];

  readonly open = (url: string): FakeEventSource => {
    const source = new FakeEventSource(url);
    this.sources.push(source);
    return source;
  };

  /** Those that neither the client nor the hub has closed. */
  get alive(): FakeEventSource[] {
    return this.sources.filter(({ readyState }) => readyState !== CLOSED);
  }

  get newest(): FakeEventSource {
    const source = this.sources.at(-1);
    if (!source) throw new Error('The client has opened no stream.');
    return source;
  }
}

/** Runs everything that only waits for promises. */
export function flushPromises(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/** The data of a `thread.message.delta`. */
export function deltaOf(id: string, text: string) {
  return {
    id,
    object: 'thread.message.delta',
    delta: { content: [{ index: 0, type: 'text', text: { value: text } }] },
  };
}
