import { isSourceClosed, type EventSourceLike, type OpenEventSource } from '../../client/event-source.ts';
import type { Cancel } from '../../client/timer.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';
import type { Clock } from '../browser/clock.ts';
import type { LocksLike } from './locks.ts';
import type { StreamEntry } from './stream-log.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/**
 * Maximum number of run streams that the tabs of a browser have open at once. A browser opens at most six connections
 * to a host over HTTP/1.1. One is for account events, and one for requests.
 */
export const SLOTS = 4;
/** Minimum time for which a tab holds a slot while others wait, in milliseconds. */
export const MIN_HOLD = 1_000;
/** Maximum time for which a visible tab waits for a slot, in milliseconds. */
export const MAX_WAIT = 10_000;

const NAMES = Array.from({ length: SLOTS }, (_, index) => `symposium.stream-slot.${index}`);
const CHANNEL = 'symposium.stream-slots';
/** Sent by a tab that waits for a slot. */
const WANTED = 'wanted';

/*
 * A stream is connected while it holds one of the slots, which are Web Locks. If there are more streams than slots,
 * they take turns.
 *
 *               a slot is free                held for MIN_HOLD
 *   waiting ───────────────────────► holding ───────────────────► expired
 *    │   ▲                                                           │
 *    │   └─── yieldSlot(): another tab wants a slot, disconnect ─────┘
 *    │
 *    │ no slot for MAX_WAIT in a visible tab, or the browser forbids locks
 *    └──────────► unslotted
 *
 *   any state ── close() ──► closed
 *
 * A waiting tab announces that it wants a slot; a tab in `expired` then yields. A tab that enters `expired` asks the
 * browser whether others wait. So timers need not be exact: in hidden tabs they are not. If no tab yields, the tabs
 * that hold the slots are suspended, and a visible tab connects without a slot.
 */
type SlotState =
  | { kind: 'waiting'; stopWaiting: Cancel }
  | { kind: 'holding'; slot: HeldSlot; source: EventSourceLike | null; cancelExpiry: Cancel }
  | { kind: 'expired'; slot: HeldSlot; source: EventSourceLike | null }
  | { kind: 'unslotted'; source: EventSourceLike | null }
  | { kind: 'closed' };

interface HeldSlot {
  name: string;
  release: () => void;
}

/** The parts of the browser with which its tabs share slots. */
export interface SlotOptions {
  clock: Clock;
  locks: LocksLike;
  openTabChannel: OpenTabChannel;
}

export interface SlottedStreamOptions extends SlotOptions {
  openEventSource: OpenEventSource;
  path: string;
  /** Returns the id of the last event that was taken; empty if there is none. A connection resumes after this event. */
  lastId: () => string;
  /** Called with each entry of the stream. */
  take: (entry: StreamEntry) => void;
}

/**
 * Opens a stream that is connected while it holds a slot. Each time it gets a slot, it resumes after its last event.
 * Returns a function that closes the stream.
 */
export function openSlottedStream(options: SlottedStreamOptions): Cancel {
  const { clock, locks, path, take } = options;
  const channel = options.openTabChannel(CHANNEL);
  let state: SlotState = { kind: 'closed' };

  function wait(): void {
    const requests = new AbortController();
    let cancelTimer: Cancel = () => {};
    const cancelVisibility = clock.onVisibility(restartTimer);
    const waiting: SlotState = {
      kind: 'waiting',
      stopWaiting() {
        requests.abort();
        cancelVisibility();
        cancelTimer();
      },
    };

    function restartTimer(): void {
      cancelTimer();
      if (!clock.isHidden()) cancelTimer = clock.after(MAX_WAIT, connectUnslotted);
    }

    function onGranted(name: string, lock: object | null): Promise<void> | null {
      if (!lock || state !== waiting) return null;
      return new Promise((release) => hold({ name, release }));
    }

    async function requestSlot(): Promise<void> {
      for (const name of NAMES) {
        if (state !== waiting) return;
        await locks.request(name, { ifAvailable: true }, (lock) => onGranted(name, lock));
      }
      if (state !== waiting) return;
      const { signal } = requests;
      const granted = NAMES.map((name) => locks.request(name, { signal }, (lock) => onGranted(name, lock)));
      channel.announce(WANTED);
      await Promise.all(granted);
    }

    state = waiting;
    restartTimer();
    requestSlot().catch(() => {
      // Either the requests were aborted, or the browser does not allow this page to use locks.
      if (state === waiting) connectUnslotted();
    });
  }

  /** @returns the connection; null if the browser does not open it */
  function connect(): EventSourceLike | null {
    const id = options.lastId();
    try {
      const source = options.openEventSource(id === '' ? path : `${path}?${LAST_EVENT_ID_PARAMETER}=${id}`);
      source.addEventListener('open', () => take('open'));
      source.addEventListener('error', () => take(isSourceClosed(source) ? 'refused' : 'lost'));
      source.addEventListener('message', ({ lastEventId, data }) => take([lastEventId, String(data)]));
      return source;
    } catch {
      return null;
    }
  }

  /** Enters a state with a connection. A connection that the browser did not open counts as refused by the hub. */
  function enterConnected(next: SlotState & { source: EventSourceLike | null }): void {
    if (state.kind === 'waiting') state.stopWaiting();
    state = next;
    if (!next.source) take('refused');
  }

  function hold(slot: HeldSlot): void {
    const cancelExpiry = clock.after(MIN_HOLD, () => void expire());
    enterConnected({ kind: 'holding', slot, source: connect(), cancelExpiry });
  }

  function connectUnslotted(): void {
    enterConnected({ kind: 'unslotted', source: connect() });
  }

  async function expire(): Promise<void> {
    if (state.kind !== 'holding') return;
    const expired: SlotState = { kind: 'expired', slot: state.slot, source: state.source };
    state = expired;
    const { pending = [] } = await locks.query();
    if (state === expired && pending.some(({ name }) => name === expired.slot.name)) yieldSlot();
  }

  function yieldSlot(): void {
    if (state.kind !== 'expired') return;
    state.source?.close();
    state.slot.release();
    wait();
  }

  function close(): void {
    const before = state;
    state = { kind: 'closed' };
    if (before.kind === 'waiting') before.stopWaiting();
    if (before.kind === 'holding') before.cancelExpiry();
    if ('source' in before) before.source?.close();
    channel.close();
    if ('slot' in before) before.slot.release();
  }

  channel.subscribe((text) => {
    if (text === WANTED) yieldSlot();
  });
  wait();
  return close;
}
