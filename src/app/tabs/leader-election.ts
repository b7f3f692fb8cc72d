import type { LocksLike } from './locks.ts';

/*
 * How the tabs of a browser elect a leader. The tab that holds the Web Lock of a given name is the leader. When that
 * tab closes, crashes or resigns, the browser gives the lock to the tab that has waited longest.
 *
 *   candidate ─────── the lock is free ───────► leader
 *       │                                         ▲
 *       │ another tab holds the lock              │ that tab has released it
 *       └──────────────► waiting ─────────────────┘
 *
 *   candidate, waiting ── the browser forbids locks ──► forbidden
 *   any state ── resign() ──► resigned
 */
type ElectionState =
  | { kind: 'candidate' }
  | { kind: 'waiting'; request: AbortController }
  | { kind: 'leader'; releaseLock: () => void }
  | { kind: 'forbidden' }
  | { kind: 'resigned' };

export interface ElectionOptions {
  locks: LocksLike;
  /** Tabs that use the same name elect one leader. */
  name: string;
  /** Called when this tab becomes the leader. `isSuccessor`: another tab was the leader before. */
  onElected: (isSuccessor: boolean) => void;
  /** Called if the browser has locks but does not allow this page to use them. */
  onForbidden: () => void;
}

/** The participation of one tab in an election. */
export interface Election {
  /** Leaves the election. If this tab is the leader, the next tab is elected. */
  resign(): void;
}

/** Adds this tab to an election. */
export function joinElection({ locks, name, onElected, onForbidden }: ElectionOptions): Election {
  let state: ElectionState = { kind: 'candidate' };

  function lead(lock: object | null, isSuccessor: boolean): Promise<void> | null {
    if (!lock || state.kind === 'resigned') return null;
    return new Promise((resolve) => {
      state = { kind: 'leader', releaseLock: resolve };
      onElected(isSuccessor);
    });
  }

  async function requestLock(): Promise<void> {
    await locks.request(name, { ifAvailable: true }, (lock) => lead(lock, false));
    if (state.kind !== 'candidate') return;
    const request = new AbortController();
    state = { kind: 'waiting', request };
    await locks.request(name, { signal: request.signal }, (lock) => lead(lock, true));
  }

  requestLock().catch((error: unknown) => {
    if (state.kind === 'resigned') return; // its request was aborted
    if (state.kind === 'leader') throw error; // thrown by onElected
    state = { kind: 'forbidden' };
    onForbidden();
  });

  return {
    resign() {
      const before = state;
      state = { kind: 'resigned' };
      if (before.kind === 'waiting') before.request.abort();
      else if (before.kind === 'leader') before.releaseLock();
    },
  };
}
