import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';
import { endOfTurn } from '../end-of-turn.ts';
import { encodePiece } from './encode-piece.ts';
import type { FramingRules } from './framing.ts';
import { UNKNOWN_CURSOR } from './openai-frames.ts';
import type { Turns } from '../admission/turns.ts';
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
  /** The turns in which viewers that are behind are read to, by account. */
  turns: Turns;
  /** Told why viewers were broken off. */
  onFailure: (error: unknown) => void;
  /** Told when the last viewer has left. */
  onDeserted: () => void;
}

/**
 * Feeds the viewers of one run, in one framing. Those that keep up ride along: what is appended is read once,
 * encoded once, and the same bytes are written to all of them. Those that are behind are read to, each as fast
 * as it takes it, until they are where the others are. The first to get to the end of the log is the first to
 * ride.
 */
export class RunFeed implements Feed {
  readonly #options: RunFeedOptions;
  readonly #reader: RunReader;
  readonly #shared = new SharedPieces();
  readonly #unsubscribe: () => void;
  readonly #riders = new Set<RunViewer>();
  readonly #behind = new Set<RunViewer>();
  /** Whether there has been a rider yet. */
  #isLive = false;
  /** The `seq` up to which the riders have been given everything. */
  #position = 0;
  /** Whether the run waits for the outputs of tools where the riders are. */
  #isAtPause = false;
  /** What the riders' stream goes on with. */
  #sequencer: Sequencer;
  /** The highest `seq` that a viewer was read to. */
  #furthest = 0;
  /** When the oldest of what is still to be read was appended, by `performance.now()`; null where all is read. */
  #appendedAt: number | null = null;
  /** How many bytes of frames have been appended since there have been riders. */
  #appended = 0;
  #isPumping = false;

  constructor(options: RunFeedOptions) {
    const { log, runId, rules } = options;
    this.#options = options;
    this.#reader = new RunReader(log, runId);
    this.#sequencer = rules.start();
    this.#unsubscribe = log.onAppend(runId, () => this.#onAppend());
  }

  /** Takes in a viewer, to go on after that `seq`. */
  add(viewer: RunViewer, position: number, sequencer: Sequencer): void {
    this.#behind.add(viewer);
    viewer.follow(this, position, sequencer);
    void this.#catchUp(viewer);
  }

  remove(viewer: RunViewer): void {
    this.#riders.delete(viewer);
    this.#behind.delete(viewer);
    if (this.#riders.size + this.#behind.size > 0) return;
    this.#unsubscribe();
    this.#options.onDeserted();
  }

  onDrained(viewer: RunViewer): void {
    viewer.seen = this.#appended;
    if (viewer.isAtPause && this.#riders.has(viewer)) this.#endAtPause(viewer);
    else void this.#catchUp(viewer);
  }

  /** Reads to a viewer that is behind, until it rides along or has enough for now. */
  async #catchUp(viewer: RunViewer): Promise<void> {
    if (viewer.isReading) return;
    viewer.isReading = true;
    try {
      while (viewer.isReady && !this.#join(viewer) && !this.#isAhead(viewer)) await this.#readTo(viewer);
    } catch (error) {
      this.#options.onFailure(error);
      viewer.cut('failed');
    } finally {
      viewer.isReading = false;
    }
  }

  async #readTo(viewer: RunViewer): Promise<void> {
    const since = performance.now();
    await this.#options.turns.take(viewer.accountId);
    if (!viewer.isReady || this.#join(viewer) || !viewer.sequencer) return;
    const newest = Math.max(this.#position, this.#furthest);
    const shared =
      this.#shared.find(viewer.position, viewer.sequencer, newest) ?? (await this.#encode(viewer));
    if (!viewer.isReady || this.#join(viewer) || !viewer.sequencer) return;
    if (!shared) {
      await this.#atTheEnd(viewer);
      return;
    }
    const { piece, after } = shared;
    viewer.fallBehind(piece.last, after);
    this.#furthest = Math.max(this.#furthest, piece.last);
    viewer.seen = this.#appended;
    viewer.give(piece, since);
  }

  /** The piece that follows where the viewer stands; null where there is none yet. */
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

  /** There was nothing to read. The first viewer to whom that happens rides; but where the log is gone, streams end. */
  async #atTheEnd(viewer: RunViewer): Promise<void> {
    const isGone = await this.#reader.isGone(viewer.position);
    if (!viewer.isReady || !viewer.sequencer) return;
    if (isGone) viewer.end();
    else if (viewer.isAtPause) this.#endAtPause(viewer);
    else if (viewer.sequencer.skipsTo !== null) viewer.end(UNKNOWN_CURSOR);
    else if (!this.#isLive && viewer.position >= this.#furthest) {
      this.#isLive = true;
      this.#position = viewer.position;
      this.#sequencer = viewer.sequencer.fork();
      this.#join(viewer);
      this.#onAppend(); // it may have come after the read
    }
  }

  /** Lets a viewer ride if it stands where the riders do; gives whether it rides. */
  #join(viewer: RunViewer): boolean {
    if (!viewer.sequencer) return true;
    if (!this.#isLive || viewer.position !== this.#position || viewer.sequencer.skipsTo !== null)
      return false;
    if (viewer.isAtPause) {
      this.#endAtPause(viewer);
      return true;
    }
    viewer.sequencer = null;
    this.#behind.delete(viewer);
    this.#riders.add(viewer);
    if (this.#behind.size === 0) this.#forget();
    return true;
  }

  /** Ends a stream whose run waits for the outputs of tools; it continues in another. */
  #endAtPause(viewer: RunViewer): void {
    viewer.end(Buffer.from(this.#options.rules.farewell));
  }

  /** Lets go of what was read: nobody is behind. */
  #forget(): void {
    this.#reader.forget();
    this.#shared.clear();
  }

  /** Whether it has had more than the riders, such as a snapshot gives it: it goes on once they have come by. */
  #isAhead(viewer: RunViewer): boolean {
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
        await this.#takeAppended(since);
      }
    } catch (error) {
      this.#options.onFailure(error);
      for (const viewer of [...this.#riders, ...this.#behind]) viewer.cut('failed');
    } finally {
      this.#isPumping = false;
    }
  }

  async #takeAppended(since: number): Promise<void> {
    const { log, runId } = this.#options;
    const before = this.#position;
    for (;;) {
      const entries = await log.read(runId, this.#position);
      if (entries.length === 0) break;
      await this.#broadcast(entries, since);
    }
    if (this.#isAtPause) {
      for (const viewer of this.#riders) if (viewer.isAtPause && viewer.isReady) this.#endAtPause(viewer);
    }
    if (this.#position === before && (await this.#reader.isGone(before))) this.#endRiders();
  }

  async #broadcast(entries: readonly LogEntry[], since: number): Promise<void> {
    for (let at = 0; at < entries.length;) {
      if (at > 0) await endOfTurn();
      this.#leaveBehind();
      const piece = encodePiece(entries, at, this.#sequencer, this.#options.rules);
      at = piece.next;
      this.#position = piece.last;
      this.#isAtPause = piece.isPause;
      this.#appended += piece.bytes.length;
      for (const viewer of this.#riders) {
        viewer.seen = this.#appended;
        viewer.give(piece, since);
      }
      this.#cutThoseWhoMissTooMuch();
      this.#readToThoseBehind();
    }
  }

  /** Riders that have not taken the last piece yet are skipped; once they have, they are read to. */
  #leaveBehind(): void {
    for (const viewer of this.#riders) {
      if (viewer.isReady) continue;
      viewer.fallBehind(this.#position, this.#sequencer.fork());
      this.#riders.delete(viewer);
      this.#behind.add(viewer);
    }
  }

  /**
   * Cuts viewers that do not read while more is appended than they may miss. They must have taken a piece
   * before: one that is cut in the midst of a large frame, each time that it comes back for it, would never
   * get past it. Clients that would not come back are left to their time.
   */
  #cutThoseWhoMissTooMuch(): void {
    const { rules, limits } = this.#options;
    if (!rules.resumes) return;
    const now = performance.now();
    for (const viewer of this.#behind) {
      const isStuck = viewer.waitedFor(now) > limits.missedGrace && viewer.pieces > 1;
      if (isStuck && this.#appended - viewer.seen > limits.missedLimit) viewer.cut('slow');
    }
  }

  /** The log is gone. Who comes back is told how the run ended. */
  #endRiders(): void {
    this.#leaveBehind(); // they find out by themselves
    for (const viewer of this.#riders) viewer.end();
    this.#isLive = false;
    this.#readToThoseBehind();
  }

  /** Goes on with those that waited for the riders; those that are read to already, or do not read, are passed over. */
  #readToThoseBehind(): void {
    for (const viewer of this.#behind) void this.#catchUp(viewer);
  }
}
