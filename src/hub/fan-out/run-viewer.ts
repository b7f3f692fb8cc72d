import type { StreamClosing } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import type { Piece } from './encode-piece.ts';
import type { Sequencer } from './sequencer.ts';
import type { SseClient, SseResponse } from './sse-response.ts';

/** What gives a viewer its pieces. */
export interface Feed {
  /** The viewer's client has taken all that it was given. */
  onDrained(viewer: RunViewer): void;
  remove(viewer: RunViewer): void;
}

/** One client of a run's stream: its response, and where it stands. The rest is its feed's to do. */
export class RunViewer implements SseClient {
  /** The `seq` of the last entry that it was given, while it is behind. */
  position = 0;
  /** What it goes on with while it is behind, to be forked, for others may stand there too; null while it rides along. */
  sequencer: Sequencer | null = null;
  /** Whether the last that it was given is where its run waits for the outputs of tools. */
  isAtPause = false;
  /** Whether the log is being read for it. */
  isReading = false;
  /** How many pieces it was given. */
  pieces = 0;
  /** How much had been appended, by its feed's count, when it was last given a piece or had taken it. */
  seen = 0;
  readonly #stream: SseResponse;
  readonly #watch: StreamWatch | undefined;
  #feed: Feed | null = null;

  /** The account that it is of: accounts take turns where viewers are behind. */
  readonly accountId: string;

  /** @param open opens its response */
  constructor(open: (client: SseClient) => SseResponse, watch: StreamWatch | undefined, accountId: string) {
    this.accountId = accountId;
    this.#watch = watch;
    this.#stream = open(this);
  }

  /** Whether it can be given more. */
  get isReady(): boolean {
    return this.#stream.isReady;
  }

  /** For how long, in milliseconds, it has not taken what it was given; 0 where it has. */
  waitedFor(now: number): number {
    return this.#stream.waitedFor(now);
  }

  /** Goes on after that `seq`, with what a feed gives it. */
  follow(feed: Feed, position: number, sequencer: Sequencer): void {
    this.#feed = feed;
    this.fallBehind(position, sequencer);
  }

  /** Has to be read to, from there on. */
  fallBehind(position: number, sequencer: Sequencer): void {
    this.position = position;
    this.sequencer = sequencer;
  }

  /** Writes frames that are no part of the log. Only while it is ready. */
  write(bytes: Buffer): void {
    this.#stream.write(bytes);
  }

  /**
   * Writes a piece of the log. Only while it is ready.
   * @param since when its first frame could have been written, by `performance.now()`
   */
  give(piece: Piece, since: number): void {
    this.pieces += 1;
    this.isAtPause = piece.isPause;
    if (piece.isEnd) this.end(piece.bytes);
    else this.#stream.write(piece.bytes);
    if (piece.frames > 0) this.#watch?.frames(piece.frames, performance.now() - since);
  }

  /** Writes the last that there is to say, if there is any. Only while it is ready. */
  end(bytes?: Buffer): void {
    this.#leave();
    this.#stream.end(bytes);
  }

  /** Ends the stream before the run has ended, so that its client asks again. */
  endEarly(): void {
    if (this.isReady) this.end();
    else this.cut('ended');
  }

  /** Breaks off, so that the client comes back. */
  cut(reason: StreamClosing): void {
    this.#stream.cut(reason);
  }

  onDrained(): void {
    this.#feed?.onDrained(this);
  }

  onClosed(reason: StreamClosing): void {
    this.#leave();
    this.#watch?.closed(reason);
  }

  #leave(): void {
    const feed = this.#feed;
    this.#feed = null;
    feed?.remove(this);
  }
}
