/** What a pulse does to a stream. */
export interface Pulsing {
  /** Breaks it off. */
  cut(reason: 'shutdown'): void;
  /** Notes from now on whether anything is sent. */
  listen(): void;
  /** Sends a sign of life, if the client has read all before it. */
  keepAlive(): void;
  /** Looks whether the client has stopped reading. */
  checkStall(now: number): void;
}

/** In how many parts the streams get their signs of life: thousands at once would hold up the frames between them. */
const PARTS = 15;
/** So many parts before its turn a stream begins to note whether it is quiet: half of them. */
const AHEAD = 7;

/** The one timer of all open streams: it keeps them alive, and finds those that have stalled. */
export class Pulse {
  readonly #tick: number;
  readonly #parts: Set<Pulsing>[] = Array.from({ length: PARTS }, () => new Set());
  readonly #waiting = new Set<Pulsing>();
  #timer: NodeJS.Timeout | null = null;
  #turn = 0;
  #open = 0;

  /** @param interval how often each stream gets a sign of life, in milliseconds */
  constructor(interval: number) {
    this.#tick = interval / PARTS;
  }

  get open(): number {
    return this.#open;
  }

  /** Takes a stream in; gives the part that it is in, by which it is let go. */
  add(stream: Pulsing): number {
    this.#timer ??= setInterval(() => this.#beat(), this.#tick).unref();
    const part = this.#open % PARTS;
    this.#parts[part]?.add(stream);
    this.#open += 1;
    return part;
  }

  delete(stream: Pulsing, part: number): void {
    this.#waiting.delete(stream);
    if (!this.#parts[part]?.delete(stream)) return;
    this.#open -= 1;
    if (this.#open > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The stream's client has more to read than it has taken. */
  wait(stream: Pulsing): void {
    this.#waiting.add(stream);
  }

  /** The stream's client has taken everything. */
  stopWaiting(stream: Pulsing): void {
    this.#waiting.delete(stream);
  }

  *[Symbol.iterator](): Generator<Pulsing> {
    for (const part of this.#parts) yield* part;
  }

  #beat(): void {
    this.#turn = (this.#turn + 1) % PARTS;
    for (const stream of this.#parts[this.#turn] ?? []) stream.keepAlive();
    for (const stream of this.#parts[(this.#turn + AHEAD) % PARTS] ?? []) stream.listen();
    const now = performance.now();
    for (const stream of this.#waiting) stream.checkStall(now);
  }
}
