/** A stream as the timer sees it. */
export interface TimedStream {
  /** Closes the connection of the stream. */
  cut(reason: 'shutdown'): void;
  /** Starts to observe whether anything is sent. */
  startQuietPeriod(): void;
  /** Sends a keep-alive, if the client has taken everything before it. */
  keepAlive(): void;
  /** Disconnects a client that has stopped reading. */
  checkStall(now: number): void;
}

/**
 * Number of parts into which the streams are divided. Keep-alives are sent to one part at a time: thousands at once
 * would delay other frames.
 */
const PARTS = 15;
/**
 * Number of ticks before a keep-alive at which a stream starts to observe whether it is quiet: about half an
 * interval.
 */
const QUIET_PARTS = 7;

/** The single timer of all open streams: it sends keep-alives and disconnects stalled clients. */
export class StreamTimer {
  readonly #tick: number;
  readonly #parts: Set<TimedStream>[] = Array.from({ length: PARTS }, () => new Set());
  readonly #waiting = new Set<TimedStream>();
  #timer: NodeJS.Timeout | null = null;
  #turn = 0;
  #open = 0;

  /** @param interval time between two keep-alives of a stream, in milliseconds */
  constructor(interval: number) {
    this.#tick = interval / PARTS;
  }

  get open(): number {
    return this.#open;
  }

  /** Adds a stream. Returns its part, which `delete` needs. */
  add(stream: TimedStream): number {
    this.#timer ??= setInterval(() => this.#onTick(), this.#tick).unref();
    const part = this.#open % PARTS;
    this.#parts[part]?.add(stream);
    this.#open += 1;
    return part;
  }

  delete(stream: TimedStream, part: number): void {
    this.#waiting.delete(stream);
    if (!this.#parts[part]?.delete(stream)) return;
    this.#open -= 1;
    if (this.#open > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Marks a stream whose client has not taken everything yet. */
  addWaiting(stream: TimedStream): void {
    this.#waiting.add(stream);
  }

  /** Marks a stream whose client has taken everything. */
  removeWaiting(stream: TimedStream): void {
    this.#waiting.delete(stream);
  }

  *[Symbol.iterator](): Generator<TimedStream> {
    for (const part of this.#parts) yield* part;
  }

  #onTick(): void {
    this.#turn = (this.#turn + 1) % PARTS;
    for (const stream of this.#parts[this.#turn] ?? []) stream.keepAlive();
    for (const stream of this.#parts[(this.#turn + QUIET_PARTS) % PARTS] ?? []) stream.startQuietPeriod();
    const now = performance.now();
    for (const stream of this.#waiting) stream.checkStall(now);
  }
}
