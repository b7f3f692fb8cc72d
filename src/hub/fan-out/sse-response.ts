import type { ServerResponse } from 'node:http';
import { encodeRetry, KEEP_ALIVE } from '../../protocol/sse-encode.ts';
import type { StreamClosing } from '../observability/metrics.ts';
import type { StreamTimer, TimedStream } from './stream-timer.ts';
import { EVENT_STREAM_HEADERS, type StreamLimits } from './stream-limits.ts';

/**
 * Maximum number of bytes per write. Together with Node's own buffer, at most about 64 KiB are in flight to a client
 * that does not read.
 */
const SLICE = 32 * 1024;

const COMMENT = Buffer.from(KEEP_ALIVE);

/** The user of an `SseResponse`. */
export interface SseClient {
  /** Called when the client has taken everything, and more can be written. */
  onDrained(): void;
  /** Called when the response has closed. Nothing more can be written. */
  onClosed(reason: StreamClosing): void;
}

/**
 * An SSE response that writes directly to Node's response: the headers and `retry` at once, then the frames that are
 * written while it is ready. Bytes that a client has not taken yet stay in slices of one buffer, which viewers may
 * share.
 */
export class SseResponse implements TimedStream {
  readonly #response: ServerResponse;
  readonly #client: SseClient;
  readonly #timer: StreamTimer;
  readonly #part: number;
  readonly #stallTimeout: number;
  readonly #quietFrame: Buffer;
  #isQuiet = false;
  /** Bytes that have been written, but not passed to Node yet. */
  #rest: Buffer | null = null;
  #waitingSince: number | null = null;
  #isEnding = false;
  #isClosed = false;
  #closing: StreamClosing = 'left';

  /**
   * @param retry in milliseconds
   * @param quietFrame keep-alive sent instead of a comment while nothing else is sent
   */
  constructor(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    client: SseClient,
    timer: StreamTimer,
    limits: StreamLimits,
    retry: number,
    quietFrame: Buffer = COMMENT,
  ) {
    this.#response = response;
    this.#client = client;
    this.#timer = timer;
    this.#stallTimeout = limits.stallTimeout;
    this.#quietFrame = quietFrame;
    response.on('drain', () => this.#onDrain());
    response.on('close', () => this.#onClose());
    response.socket?.setNoDelay(true);
    response.writeHead(200, { ...headers, ...EVENT_STREAM_HEADERS });
    this.#part = timer.add(this);
    this.write(Buffer.from(encodeRetry(retry)));
  }

  /** Whether more can be written: the client is connected, has taken everything so far, and the stream has not ended. */
  get isReady(): boolean {
    return this.#waitingSince === null && !this.#isEnding && !this.#isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Writes complete frames. Call it only while the response is ready. */
  write(bytes: Buffer): void {
    this.#isQuiet = false;
    let at = 0;
    while (at < bytes.length) {
      const slice = bytes.length > SLICE ? bytes.subarray(at, at + SLICE) : bytes;
      at += slice.length;
      if (this.#response.write(slice)) continue;
      this.#rest = at < bytes.length ? bytes.subarray(at) : null;
      this.#startWaiting();
      return;
    }
  }

  /** Writes the last frames, if there are any, then ends the response. Call it only while the response is ready. */
  end(bytes?: Buffer): void {
    if (bytes) this.write(bytes);
    this.#isEnding = true;
    this.#closing = 'ended';
    if (!this.#rest) this.#endResponse();
  }

  /** Closes the connection. */
  cut(reason: StreamClosing): void {
    if (this.#isClosed) return;
    this.#closing = reason;
    this.#response.destroy();
    this.#onClose(); // Node's event comes later
  }

  keepAlive(): void {
    if (this.isReady) this.write(this.#isQuiet ? this.#quietFrame : COMMENT);
  }

  startQuietPeriod(): void {
    this.#isQuiet = true;
  }

  checkStall(now: number): void {
    if (this.waitedFor(now) > this.#stallTimeout) this.cut('slow');
  }

  /** How long written data has been waiting for the client, in milliseconds; 0 if none is waiting. */
  waitedFor(now: number): number {
    return this.#waitingSince === null ? 0 : now - this.#waitingSince;
  }

  #startWaiting(): void {
    this.#waitingSince = performance.now();
    this.#timer.addWaiting(this);
  }

  #onDrain(): void {
    if (this.#isClosed) return;
    this.#waitingSince = null;
    this.#timer.removeWaiting(this);
    const rest = this.#rest;
    this.#rest = null;
    if (rest) this.write(rest);
    if (this.#rest) return;
    if (this.#isEnding) this.#endResponse();
    else if (this.isReady) this.#client.onDrained();
  }

  /**
   * Ends the response, which closes once the client has taken all data. A client that does not take it is
   * disconnected like any other slow client.
   */
  #endResponse(): void {
    this.#startWaiting();
    this.#response.end();
  }

  #onClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rest = null;
    this.#timer.delete(this, this.#part);
    this.#client.onClosed(this.#closing);
  }
}

/** Whether the client has already disconnected, in which case the response emits no further event. */
export function hasLeft(response: ServerResponse): boolean {
  return response.socket?.destroyed ?? true;
}
