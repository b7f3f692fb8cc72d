import type { StreamClosing } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import type { Piece } from './encode-piece.ts';
import type { Sequencer } from './sequencer.ts';
import type { SseClient, SseResponse } from './sse-response.ts';

/** The source of a viewer's pieces. */
export interface Feed {
  /** Called when the viewer's client has taken everything it was sent. */
  onDrained(viewer: RunViewer): void;
  remove(viewer: RunViewer): void;
}

/** One client of a run's stream: its response and its position. The feed decides what it is sent. */
export class RunViewer implements SseClient {
  /** The `seq` of the last entry sent to this viewer. Used only while the viewer lags behind. */
  position = 0;
  /**
   * The sequencer of a viewer that lags behind; null while the viewer is live. Viewers at the same position share a
   * sequencer, so fork it.
   */
  sequencer: Sequencer | null = null;
  /** Whether the last piece sent to this viewer ends where the run waits for tool outputs. */
  isAtPause = false;
  /** Whether the log is being read for this viewer. */
  isReading = false;
  /** Number of pieces sent to this viewer. */
  pieces = 0;
  /** The feed's `appendedBytes` when this viewer was last sent a piece, or last took one. */
  appendedAtLastRead = 0;
  readonly #stream: SseResponse;
  readonly #watch: StreamWatch | undefined;
  #feed: Feed | null = null;

  /** The viewer's account: reads for lagging viewers are scheduled by account. */
  readonly accountId: string;

  /** @param open opens the response */
  constructor(open: (client: SseClient) => SseResponse, watch: StreamWatch | undefined, accountId: string) {
    this.accountId = accountId;
    this.#watch = watch;
    this.#stream = open(this);
  }

  /** Whether more can be sent to this viewer. */
  get isReady(): boolean {
    return this.#stream.isReady;
  }

  /** How long sent data has been waiting for this viewer, in milliseconds; 0 if none is waiting. */
  waitedFor(now: number): number {
    return this.#stream.waitedFor(now);
  }

  /** Joins a feed. Its pieces continue after the `seq` in `position`. */
  follow(feed: Feed, position: number, sequencer: Sequencer): void {
    this.#feed = feed;
    this.fallBehind(position, sequencer);
  }

  /** Marks this viewer as lagging behind, at this position. */
  fallBehind(position: number, sequencer: Sequencer): void {
    this.position = position;
    this.sequencer = sequencer;
  }

  /** Writes frames that are not part of the log. Call it only while the viewer is ready. */
  write(bytes: Buffer): void {
    this.#stream.write(bytes);
  }

  /**
   * Writes a piece of the log. Call it only while the viewer is ready.
   * @param since the earliest time at which its first frame could have been written, by `performance.now()`
   */
  send(piece: Piece, since: number): void {
    this.pieces += 1;
    this.isAtPause = piece.isPause;
    if (piece.isEnd) this.end(piece.bytes);
    else this.#stream.write(piece.bytes);
    if (piece.frames > 0) this.#watch?.frames(piece.frames, performance.now() - since);
  }

  /** Ends the stream after these last frames, if there are any. Call it only while the viewer is ready. */
  end(bytes?: Buffer): void {
    this.#leaveFeed();
    this.#stream.end(bytes);
  }

  /** Ends the stream before the run has ended, so that the client reconnects. */
  endEarly(): void {
    if (this.isReady) this.end();
    else this.cut('ended');
  }

  /** Closes the connection, so that the client reconnects. */
  cut(reason: StreamClosing): void {
    this.#stream.cut(reason);
  }

  onDrained(): void {
    this.#feed?.onDrained(this);
  }

  onClosed(reason: StreamClosing): void {
    this.#leaveFeed();
    this.#watch?.closed(reason);
  }

  #leaveFeed(): void {
    const feed = this.#feed;
    this.#feed = null;
    feed?.remove(this);
  }
}
