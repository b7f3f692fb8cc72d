import type { StreamClosing } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import type { SseClient, SseResponse } from './sse-response.ts';

/** A long-lived SSE response that belongs to no run: the caller that opened it sends its frames. */
export interface EventStream {
  /** Sends a complete frame. Does nothing once the stream is closed. */
  send(frame: string): void;
  /** Ends the stream, so that its client reconnects. */
  end(): void;
  /** Calls the listener once the client has left, or was disconnected. */
  onClose(listener: () => void): void;
}

/**
 * An event stream that queues the frames that its client has not taken yet. They are queued in memory, because they
 * are not in a log.
 */
export class QueuedStream implements EventStream, SseClient {
  readonly #stream: SseResponse;
  readonly #watch: StreamWatch | undefined;
  readonly #missedLimit: number;
  readonly #listeners: (() => void)[] = [];
  #queue: string[] = [];
  #queuedSize = 0;
  /** When the oldest frame of the queue was added, by `performance.now()`. */
  #queuedAt = 0;

  /**
   * @param open opens the response
   * @param missedLimit maximum number of characters queued for a client that does not read
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
