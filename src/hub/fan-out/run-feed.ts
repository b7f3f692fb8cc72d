import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';
import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { encodePiece } from './encode-piece.ts';
import type { FramingRules } from './framing.ts';
import { UNKNOWN_CURSOR } from './swept-run.ts';
import type { SliceScheduler } from '../admission/slice-scheduler.ts';
import { RunReader } from './run-reader.ts';
import type { Feed, RunViewer } from './run-viewer.ts';
import type { Sequencer } from './sequencer.ts';
import { SharedPieces, type SharedPiece } from './shared-pieces.ts';
import type { StreamLimits } from './stream-limits.ts';

interface RunFeedOptions {
  log: DeltaLog;
  runId: string;
  rules: FramingRules;
  limits: StreamLimits;
  /** Schedules the reads for viewers that lag behind, fairly between accounts. */
  scheduler: SliceScheduler;
  /** Called with the error when a failure has disconnected viewers. */
  onFailure: (error: unknown) => void;
  /** Called when the last viewer has left. */
  onEmpty: () => void;
}

/**
 * Feeds the viewers of one run, in one framing. Viewers that are up to date are live: new entries are read once,
 * encoded once, and the same bytes are written to all of them. For a viewer that lags behind, the log is read at the
 * viewer's own speed, until it has reached the position of the live ones. The first viewer that reaches the end of the
 * log becomes the first live viewer.
 */
export class RunFeed implements Feed {
  readonly #options: RunFeedOptions;
  readonly #reader: RunReader;
  readonly #shared = new SharedPieces();
  readonly #unsubscribe: () => void;
  readonly #liveViewers = new Set<RunViewer>();
  readonly #laggingViewers = new Set<RunViewer>();
  /** Whether a viewer has become live. */
  #isLive = false;
  /** The `seq` of the last entry sent to the live viewers. */
  #position = 0;
  /** Whether the run waits for tool outputs at the position of the live viewers. */
  #isAtPause = false;
  /** The sequencer of the live viewers. */
  #sequencer: Sequencer;
  /** The highest `seq` sent to a lagging viewer. */
  #highestSeqRead = 0;
  /** When the oldest unread entry was appended, by `performance.now()`; null if all are read. */
  #appendedAt: number | null = null;
  /** Number of bytes of frames appended since the first viewer went live. */
  #appendedBytes = 0;
  #isPumping = false;

  constructor(options: RunFeedOptions) {
    const { log, runId, rules } = options;
    this.#options = options;
    this.#reader = new RunReader(log, runId);
    this.#sequencer = rules.start();
    this.#unsubscribe = log.onAppend(runId, () => this.#onAppend());
  }

  /** Adds a viewer. Its stream continues after the `seq` in `position`. */
  add(viewer: RunViewer, position: number, sequencer: Sequencer): void {
    this.#laggingViewers.add(viewer);
    viewer.follow(this, position, sequencer);
    void this.#catchUp(viewer);
  }

  remove(viewer: RunViewer): void {
    this.#liveViewers.delete(viewer);
    this.#laggingViewers.delete(viewer);
    if (this.#liveViewers.size + this.#laggingViewers.size > 0) return;
    this.#unsubscribe();
    this.#options.onEmpty();
  }

  onDrained(viewer: RunViewer): void {
    viewer.appendedAtLastRead = this.#appendedBytes;
    if (viewer.isAtPause && this.#liveViewers.has(viewer)) this.#endAtPause(viewer);
    else void this.#catchUp(viewer);
  }

  /** Reads the log for a lagging viewer, until it is live or cannot take more for now. */
  async #catchUp(viewer: RunViewer): Promise<void> {
    if (viewer.isReading) return;
    viewer.isReading = true;
    try {
      while (viewer.isReady && !this.#joinLiveViewers(viewer) && !this.#isAheadOfLive(viewer))
        await this.#readNextPiece(viewer);
    } catch (error) {
      this.#options.onFailure(error);
      viewer.cut('failed');
    } finally {
      viewer.isReading = false;
    }
  }

  async #readNextPiece(viewer: RunViewer): Promise<void> {
    const since = performance.now();
    await this.#options.scheduler.nextSlice(viewer.accountId);
    if (!viewer.isReady || this.#joinLiveViewers(viewer) || !viewer.sequencer) return;
    const newest = Math.max(this.#position, this.#highestSeqRead);
    const shared =
      this.#shared.find(viewer.position, viewer.sequencer, newest) ?? (await this.#encode(viewer));
    if (!viewer.isReady || this.#joinLiveViewers(viewer) || !viewer.sequencer) return;
    if (!shared) {
      await this.#onEndOfLog(viewer);
      return;
    }
    const { piece, after } = shared;
    viewer.fallBehind(piece.last, after);
    this.#highestSeqRead = Math.max(this.#highestSeqRead, piece.last);
    viewer.appendedAtLastRead = this.#appendedBytes;
    viewer.send(piece, since);
  }

  /** Encodes the piece after the viewer's position; null if there is none yet. */
  async #encode({ position, sequencer }: RunViewer): Promise<SharedPiece | null> {
    const entries = await this.#reader.entriesAfter(position);
    const [first] = entries;
    if (!first || !sequencer) return null;
    const after = sequencer.fork();
    const piece = encodePiece(entries, position + 1 - first.id.seq, after, this.#options.rules);
    const shared = { piece, after };
    this.#shared.add(position, sequencer, shared);
    return shared;
  }

  /**
   * Called when a viewer has read the whole log. The first such viewer becomes live. If the log is gone, the viewer's
   * stream ends.
   */
  async #onEndOfLog(viewer: RunViewer): Promise<void> {
    const isGone = await this.#reader.isGone(viewer.position);
    if (!viewer.isReady || !viewer.sequencer) return;
    if (isGone) viewer.end();
    else if (viewer.isAtPause) this.#endAtPause(viewer);
    else if (viewer.sequencer.skipsTo !== null) viewer.end(UNKNOWN_CURSOR);
    else if (!this.#isLive && viewer.position >= this.#highestSeqRead) {
      this.#isLive = true;
      this.#position = viewer.position;
      this.#sequencer = viewer.sequencer.fork();
      this.#joinLiveViewers(viewer);
      this.#onAppend(); // an entry may have been appended after the read
    }
  }

  /** Makes a viewer live if it has reached the live position. Returns true if the viewer needs no more reads. */
  #joinLiveViewers(viewer: RunViewer): boolean {
    if (!viewer.sequencer) return true;
    if (!this.#isLive || viewer.position !== this.#position || viewer.sequencer.skipsTo !== null)
      return false;
    if (viewer.isAtPause) {
      this.#endAtPause(viewer);
      return true;
    }
    viewer.sequencer = null;
    this.#laggingViewers.delete(viewer);
    this.#liveViewers.add(viewer);
    if (this.#laggingViewers.size === 0) this.#clearCaches();
    return true;
  }

  /** Ends a stream whose run waits for tool outputs; the run continues in another stream. */
  #endAtPause(viewer: RunViewer): void {
    viewer.end(Buffer.from(this.#options.rules.endMarker));
  }

  /** Frees the entries and pieces that were read. Called when no viewer lags behind. */
  #clearCaches(): void {
    this.#reader.clear();
    this.#shared.clear();
  }

  /**
   * Whether a viewer is ahead of the live viewers, for example after a snapshot. It waits until they reach its
   * position.
   */
  #isAheadOfLive(viewer: RunViewer): boolean {
    return this.#isLive && viewer.position > this.#position;
  }

  #onAppend(): void {
    this.#appendedAt ??= performance.now();
    if (this.#isLive && !this.#isPumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    try {
      for (let since = this.#appendedAt; since !== null; since = this.#appendedAt) {
        this.#appendedAt = null;
        await this.#readAppended(since);
      }
    } catch (error) {
      this.#options.onFailure(error);
      for (const viewer of [...this.#liveViewers, ...this.#laggingViewers]) viewer.cut('failed');
    } finally {
      this.#isPumping = false;
    }
  }

  async #readAppended(since: number): Promise<void> {
    const { log, runId } = this.#options;
    const before = this.#position;
    for (;;) {
      const entries = await log.read(runId, this.#position);
      if (entries.length === 0) break;
      await this.#broadcast(entries, since);
    }
    if (this.#isAtPause) {
      for (const viewer of this.#liveViewers)
        if (viewer.isAtPause && viewer.isReady) this.#endAtPause(viewer);
    }
    if (this.#position === before && (await this.#reader.isGone(before))) this.#endLiveViewers();
  }

  async #broadcast(entries: readonly LogEntry[], since: number): Promise<void> {
    for (let at = 0; at < entries.length;) {
      if (at > 0) await yieldToEventLoop();
      this.#demoteSlowViewers();
      const piece = encodePiece(entries, at, this.#sequencer, this.#options.rules);
      at = piece.next;
      this.#position = piece.last;
      this.#isAtPause = piece.isPause;
      this.#appendedBytes += piece.bytes.length;
      for (const viewer of this.#liveViewers) {
        viewer.appendedAtLastRead = this.#appendedBytes;
        viewer.send(piece, since);
      }
      this.#cutViewersMissingTooMuch();
      this.#catchUpLaggingViewers();
    }
  }

  /**
   * Turns live viewers that have not taken the last piece yet into lagging viewers. They catch up once they have
   * taken it.
   */
  #demoteSlowViewers(): void {
    for (const viewer of this.#liveViewers) {
      if (viewer.isReady) continue;
      viewer.fallBehind(this.#position, this.#sequencer.fork());
      this.#liveViewers.delete(viewer);
      this.#laggingViewers.add(viewer);
    }
  }

  /**
   * Disconnects viewers that do not read while more than `missedLimit` is appended. Only a viewer that has taken a
   * piece before is disconnected. Otherwise a viewer could be disconnected in the middle of a large frame each time
   * it reconnects, and would never get past that frame. Clients that do not reconnect by themselves are only subject
   * to the stall timeout.
   */
  #cutViewersMissingTooMuch(): void {
    const { rules, limits } = this.#options;
    if (!rules.resumes) return;
    const now = performance.now();
    for (const viewer of this.#laggingViewers) {
      const isStuck = viewer.waitedFor(now) > limits.missedGrace && viewer.pieces > 1;
      if (isStuck && this.#appendedBytes - viewer.appendedAtLastRead > limits.missedLimit) viewer.cut('slow');
    }
  }

  /**
   * Ends the streams of the live viewers, because the log is gone. A client that reconnects gets the end of the run.
   */
  #endLiveViewers(): void {
    this.#demoteSlowViewers(); // slow viewers notice it at their next read
    for (const viewer of this.#liveViewers) viewer.end();
    this.#isLive = false;
    this.#catchUpLaggingViewers();
  }

  /**
   * Resumes the lagging viewers that waited for the live viewers. Viewers that are not ready, or for which a read is
   * in progress, are skipped.
   */
  #catchUpLaggingViewers(): void {
    for (const viewer of this.#laggingViewers) void this.#catchUp(viewer);
  }
}
