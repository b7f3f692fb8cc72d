import type { StreamSignal } from '../../client/run-stream.ts';
import type { EventId } from '../../protocol/event-id.ts';
import { isActive } from '../../protocol/run.ts';
import type { Clock } from '../browser/clock.ts';
import { applySignal, type LiveRun } from './live-run.ts';
import { newlyEnded, writeReceipt, type Receipt, type Receipts } from './receipts.ts';

/** Opens the stream of a run, from the event after the cursor. */
export type OpenStream = (cursor: () => EventId | null, signal: AbortSignal) => AsyncIterable<StreamSignal>;

/** How a run is followed. */
export interface FollowingOptions {
  clock: Clock;
  openStream: OpenStream;
  /** Whether a message has a receipt already: the first saw it come, a later one would only hear of it. */
  hasReceipt: (messageId: string) => boolean;
  /** Called with an error of this page's own: an event that it could not take in. */
  onFailure: (error: unknown) => void;
  /** Hears that something has come. `soon`: it is not just more of a text that is shown. */
  onTaken: (soon: boolean) => void;
}

/** One run that is followed: its state, up to the last event. */
export interface RunFollowing {
  readonly live: LiveRun;
  /** The receipts since the last call. */
  takeReceipts(): Receipts;
  stop(): void;
}

/** Takes a stream into a live run, each event as it comes. */
export function followRun(known: LiveRun, options: FollowingOptions): RunFollowing {
  const { clock, hasReceipt, onFailure, onTaken } = options;
  const abort = new AbortController();
  let live: LiveRun = { ...known, connection: 'connecting' };
  let receipts: Record<string, Receipt> = {};
  const firstDeltas = new Map<string, { at: number; isStart: boolean }>();
  let waitedSince = known.startedAt;
  let told = { gaps: live.state.missed, reconnects: live.reconnects };

  function take(signal: StreamSignal): void {
    const before = live.state;
    const now = clock.now();
    live = applySignal(live, signal, now);
    // With an event there may come others that waited for it, be they what they may.
    const { messages, status } = live.state;
    const isMore = signal.type === 'event' && messages === before.messages && status === before.status;
    if (isMore && signal.event.type === 'message.delta') onTaken(isFirstOf(signal.event.delta.id, now));
    else if (isMore && signal.event.type === 'other') onTaken(false);
    else {
      keepReceipts(before, now);
      onTaken(true);
    }
  }

  function isFirstOf(draftId: string, now: number): boolean {
    if (firstDeltas.has(draftId)) return false;
    const isStart = live.state.drafts.find(({ id }) => id === draftId)?.deltas === 1;
    firstDeltas.set(draftId, { at: now, isStart });
    return true;
  }

  function keepReceipts(before: LiveRun['state'], now: number): void {
    for (const ended of newlyEnded(before, live.state)) {
      const since = { gaps: live.state.missed - told.gaps, reconnects: live.reconnects - told.reconnects };
      told = { gaps: live.state.missed, reconnects: live.reconnects };
      const first = firstDeltas.get(ended.id);
      const seen = { waitedSince, first, end: now, ...since };
      waitedSince = now;
      if (ended.deltas === 0 || Object.hasOwn(receipts, ended.id) || hasReceipt(ended.id)) continue;
      receipts[ended.id] = writeReceipt(ended, seen);
    }
  }

  async function consume(): Promise<void> {
    try {
      for await (const signal of options.openStream(() => live.state.cursor, abort.signal)) {
        if (abort.signal.aborted) return;
        take(signal);
      }
    } catch (error) {
      onFailure(error);
      end();
      abort.abort(); // the connection is of no more use, and others may wait for it
      return;
    }
    if (!abort.signal.aborted) end();
  }

  function end(): void {
    live = { ...live, connection: isActive(live.state.status) ? 'interrupted' : 'ended' };
    onTaken(true);
  }

  void consume();
  return {
    get live() {
      return live;
    },
    takeReceipts() {
      const taken = receipts;
      receipts = {};
      return taken;
    },
    stop: () => abort.abort(),
  };
}
