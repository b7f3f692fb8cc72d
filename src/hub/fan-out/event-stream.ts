import type { StreamClosing } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import type { SseClient, SseResponse } from './sse-response.ts';

/** An SSE response that lasts and is no run's: whoever opened it says what is sent. */
export interface EventStream {
  /** Sends a whole frame; nothing, once the stream is closed. */
  send(frame: string): void;
  /** Ends it, so that its client asks again. */
  end(): void;
  /** Calls the listener once the client has left, or was cut. */
  onClose(listener: () => void): void;
}

/** Its frames are in no log, so those that a client has not taken yet wait in memory. */
export class QueuedStream implements EventStream, SseClient {
  readonly #stream: SseResponse;
  readonly #watch: StreamWatch | undefined;
  readonly #missedLimit: number;
  readonly #listeners: (() => void)[] = [];
  #queue: string[] = [];
  #queuedSize = 0;
  /** When the oldest frame of the queue was sent, by `performance.now()`. */
  #queuedAt = 0;

  /**
   * @param open opens its response
   * @param missedLimit how many characters may wait for a client that does not read
   */
  constructor(open: (client: SseClient) => SseResponse, watch: StreamWatch | undefined, missedLimit: number) {
    this.#watch = watch;
    this.#missedLimit = missedLimit;
    this.#stream = open(this);
  }

  send(frame: string): void {
    if (this.#stream.isClosed) return;
    if (this.#queue.length === 0) this.#queuedAt = performance.now();
    this.#queue.push(frame);
    this.#queuedSize += frame.length;
    if (this.#stream.isReady) this.#flush();
    else if (this.#queuedSize > this.#missedLimit) this.#stream.cut('slow');
  }

  end(): void {
    if (this.#stream.isReady) this.#stream.end();
    else this.#stream.cut('ended');
  }

  onClose(listener: () => void): void {
    if (this.#stream.isClosed) listener();
    else this.#listeners.push(listener);
  }

  onDrained(): void {
    if (this.#queue.length > 0) this.#flush();
  }

  onClosed(reason: StreamClosing): void {
    this.#queue = [];
    this.#watch?.closed(reason);
    for (const listener of this.#listeners) listener();
  }

  #flush(): void {
    const frames = this.#queue;
    this.#queue = [];
    this.#queuedSize = 0;
    this.#stream.write(Buffer.from(frames.join('')));
    this.#watch?.frames(frames.length, performance.now() - this.#queuedAt);
  }
}
