import type { StreamSignal } from '../../client/run-stream.ts';
import type { EventId } from '../../protocol/event-id.ts';
import { isActive } from '../../protocol/run.ts';
import type { Clock } from '../browser/clock.ts';
import { applySignal, type LiveRun } from './live-run.ts';
import { createReceipt, newlyEnded, type Receipt, type Receipts } from './receipts.ts';

/** Opens the stream of a run. It begins with the event after the cursor. */
export type OpenStream = (cursor: () => EventId | null, signal: AbortSignal) => AsyncIterable<StreamSignal>;

export interface FollowRunOptions {
  clock: Clock;
  openStream: OpenStream;
  /**
   * Whether a message already has a receipt. That receipt is kept, because a later one would be based on replayed
   * events.
   */
  hasReceipt: (messageId: string) => boolean;
  /** Called with an error of this page, which could not apply an event. */
  onFailure: (error: unknown) => void;
  /**
   * Called when the state has changed. `isUrgent`: the change is not only a delta of something that is already shown.
   */
  onChange: (isUrgent: boolean) => void;
}

/** A run that is being followed, up to its last event. */
export interface FollowedRun {
  readonly live: LiveRun;
  /** Returns the receipts that were created since the last call. */
  takeReceipts(): Receipts;
  stop(): void;
}

/** Opens the stream of a run, and applies each event to the run when it arrives. */
export function followRun(known: LiveRun, options: FollowRunOptions): FollowedRun {
  const { clock, hasReceipt, onFailure, onChange } = options;
  const abort = new AbortController();
  let live: LiveRun = { ...known, connection: 'connecting' };
  let receipts: Record<string, Receipt> = {};
  const firstDeltas = new Map<string, { at: number; isStart: boolean }>();
  let waitedSince = known.startedAt;
  /** The counts that earlier receipts already contain. */
  let counted = { gaps: live.state.missed, reconnects: live.reconnects };

  function take(signal: StreamSignal): void {
    const before = live.state;
    const now = clock.now();
    live = applySignal(live, signal, now);
    // One event can release waiting events of any type, so the states are also compared.
    const { messages, status } = live.state;
    const isOnlyThis = signal.type === 'event' && messages === before.messages && status === before.status;
    const only = isOnlyThis ? signal.event : null;
    switch (only?.type) {
      case 'message.delta':
      case 'thinking.delta':
        return onChange(isFirstOf(only.delta.id, now));
      case 'step.delta':
      case 'other':
        return onChange(false);
      default:
        keepReceipts(before, now);
        onChange(true);
    }
  }

  /** Whether this tab has received no delta of a completion before. */
  function isFirstOf(draftId: string, now: number): boolean {
    if (firstDeltas.has(draftId)) return false;
    const { drafts, thoughts } = live.state;
    const isStart = [...drafts, ...thoughts].find(({ id }) => id === draftId)?.deltas === 1;
    firstDeltas.set(draftId, { at: now, isStart });
    return true;
  }

  function keepReceipts(before: LiveRun['state'], now: number): void {
    for (const ended of newlyEnded(before, live.state)) {
      const since = {
        gaps: live.state.missed - counted.gaps,
        reconnects: live.reconnects - counted.reconnects,
      };
      counted = { gaps: live.state.missed, reconnects: live.reconnects };
      const first = firstDeltas.get(ended.id);
      const seen = { waitedSince, first, end: now, ...since };
      waitedSince = now;
      if (ended.deltas === 0 || Object.hasOwn(receipts, ended.id) || hasReceipt(ended.id)) continue;
      receipts[ended.id] = createReceipt(ended, seen);
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
      abort.abort(); // closes the connection, for which other streams may be waiting
      return;
    }
    if (!abort.signal.aborted) end();
  }

  function end(): void {
    live = { ...live, connection: isActive(live.state.status) ? 'interrupted' : 'ended' };
    onChange(true);
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
