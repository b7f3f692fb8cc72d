import { isSourceClosed, type EventSourceLike, type OpenEventSource } from '../../client/event-source.ts';
import type { Cancel } from '../../client/timer.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';
import type { Clock } from '../browser/clock.ts';
import type { LocksLike } from './locks.ts';
import type { StreamEntry } from './stream-log.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/**
 * Number of run streams that a browser has open at once. A browser opens six connections to a host over HTTP/1.1: one
 * is for account events, and one for requests.
 */
export const SLOTS = 4;
/** How long a tab holds a slot while others wait for one, in milliseconds. */
export const MIN_HOLD = 1_000;
/** How long a visible tab waits for a slot, in milliseconds. */
export const MAX_WAIT = 10_000;

const NAMES = Array.from({ length: SLOTS }, (_, index) => `symposium.stream-slot.${index}`);
const CHANNEL = 'symposium.stream-slots';
/** Sent by a tab that waits for a slot. */
const WANTED = 'wanted';

/*
 * A stream is connected while it holds one of the slots, which are Web Locks. More streams than slots take turns.
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
 * browser whether others wait. So no timer has to be exact, as timers in hidden tabs are not. If nobody yields, the tabs
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

/** What the tabs of a browser share their slots with. */
export interface SlotOptions {
  clock: Clock;
  locks: LocksLike;
  openTabChannel: OpenTabChannel;
}

export interface SlottedStreamOptions extends SlotOptions {
  openEventSource: OpenEventSource;
  path: string;
  /** The id of the last event that has been taken, after which a connection resumes; empty if there is none. */
  lastId: () => string;
  /** Called with each entry of the stream. */
  take: (entry: StreamEntry) => void;
}

/**
 * Connects to a stream while it holds a slot, and resumes where it was each time that it gets another slot.
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
      // The requests were aborted, or else the browser has locks and refuses them to this page.
      if (state === waiting) connectUnslotted();
    });
  }

  /** @returns null if the browser does not open one */
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

  /** Makes the transition to a state with a connection. One that could not be opened counts as refused by the hub. */
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
