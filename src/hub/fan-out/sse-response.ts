import type { ServerResponse } from 'node:http';
import { encodeRetry, KEEP_ALIVE } from '../../protocol/sse-encode.ts';
import type { StreamClosing } from '../observability/metrics.ts';
import type { Pulse, Pulsing } from './pulse.ts';
import { EVENT_STREAM_HEADERS, type StreamLimits } from './stream-limits.ts';

/**
 * How many bytes are written at a time. With what Node takes before it asks to wait, no more than about
 * 64 KiB are ever under way to a client that does not read.
 */
const SLICE = 32 * 1024;

const COMMENT = Buffer.from(KEEP_ALIVE);

/** What a stream tells of its client. */
export interface SseClient {
  /** It has taken all that was written, and can be given more. */
  onDrained(): void;
  /** It is gone, or has been let go. Nothing more can be written. */
  onClosed(reason: StreamClosing): void;
}

/**
 * An SSE response, written straight to Node's: the headers and `retry` at once, then whatever is written
 * while it is ready. What a client does not take is held in slices of one buffer, which viewers may share.
 */
export class SseResponse implements Pulsing {
  readonly #response: ServerResponse;
  readonly #client: SseClient;
  readonly #pulse: Pulse;
  readonly #part: number;
  readonly #stallTimeout: number;
  readonly #quietSign: Buffer;
  #isQuiet = false;
  /** What has been written, and not been given to Node yet. */
  #rest: Buffer | null = null;
  #waitingSince: number | null = null;
  #isEnding = false;
  #isClosed = false;
  #closing: StreamClosing = 'left';

  /**
   * @param retry in milliseconds
   * @param quietSign what is sent instead of a comment while there is nothing else to send
   */
  constructor(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    client: SseClient,
    pulse: Pulse,
    limits: StreamLimits,
    retry: number,
    quietSign: Buffer = COMMENT,
  ) {
    this.#response = response;
    this.#client = client;
    this.#pulse = pulse;
    this.#stallTimeout = limits.stallTimeout;
    this.#quietSign = quietSign;
    response.on('drain', () => this.#onDrain());
    response.on('close', () => this.#onClose());
    response.socket?.setNoDelay(true);
    response.writeHead(200, { ...headers, ...EVENT_STREAM_HEADERS });
    this.#part = pulse.add(this);
    this.write(Buffer.from(encodeRetry(retry)));
  }

  /** Whether more can be written: the client is there, has taken all so far, and has not been told the end. */
  get isReady(): boolean {
    return this.#waitingSince === null && !this.#isEnding && !this.#isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Writes whole frames. Only while it is ready. */
  write(bytes: Buffer): void {
    this.#isQuiet = false;
    let at = 0;
    while (at < bytes.length) {
      const slice = bytes.length > SLICE ? bytes.subarray(at, at + SLICE) : bytes;
      at += slice.length;
      if (this.#response.write(slice)) continue;
      this.#rest = at < bytes.length ? bytes.subarray(at) : null;
      this.#wait();
      return;
    }
  }

  /** Writes the last frames, if there are any, and ends the response once they are taken. Only while it is ready. */
  end(bytes?: Buffer): void {
    if (bytes) this.write(bytes);
    this.#isEnding = true;
    this.#closing = 'ended';
    if (!this.#rest) this.#endResponse();
  }

  /** Breaks the connection off. */
  cut(reason: StreamClosing): void {
    if (this.#isClosed) return;
    this.#closing = reason;
    this.#response.destroy();
    this.#onClose(); // Node says so too, but later
  }

  keepAlive(): void {
    if (this.isReady) this.write(this.#isQuiet ? this.#quietSign : COMMENT);
  }

  listen(): void {
    this.#isQuiet = true;
  }

  checkStall(now: number): void {
    if (this.waitedFor(now) > this.#stallTimeout) this.cut('slow');
  }

  /** For how long, in milliseconds, the client has not taken what was written; 0 where it has. */
  waitedFor(now: number): number {
    return this.#waitingSince === null ? 0 : now - this.#waitingSince;
  }

  #wait(): void {
    this.#waitingSince = performance.now();
    this.#pulse.wait(this);
  }

  #onDrain(): void {
    if (this.#isClosed) return;
    this.#waitingSince = null;
    this.#pulse.stopWaiting(this);
    const rest = this.#rest;
    this.#rest = null;
    if (rest) this.write(rest);
    if (this.#rest) return;
    if (this.#isEnding) this.#endResponse();
    else if (this.isReady) this.#client.onDrained();
  }

  /** A client that does not take the end is cut like any other: the response closes once it has taken it. */
  #endResponse(): void {
    this.#wait();
    this.#response.end();
  }

  #onClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rest = null;
    this.#pulse.delete(this, this.#part);
    this.#client.onClosed(this.#closing);
  }
}

/** Whether the client is gone, and its response will not say so any more. */
export function hasLeft(response: ServerResponse): boolean {
  return response.socket?.destroyed ?? true;
}
