import { createStore, type StoreApi } from 'zustand/vanilla';
import { z } from 'zod';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

/** The activity in conversations that a person has seen in this browser. Times are Unix seconds of the hub's clock. */
export interface SeenThreads {
  /** Activity up to this time counts as seen; null before the first visit. */
  readonly since: number | null;
  /** The time of the last seen activity, by conversation. Contains only activity after `since`. */
  readonly seen: Readonly<Record<string, number>>;
}

export interface SeenThreadsStore extends StoreApi<SeenThreads> {
  /**
   * On the first visit, marks all activity until now as seen. Later calls change nothing.
   * @param now the time of the last activity; 0 if there is none. 0 is not stored.
   */
  begin(now: number): void;
  markSeen(conversation: string, time: number): void;
  /** Applies changes made in other tabs, until the returned function is called. */
  watchOtherTabs(): () => void;
  /** Deletes everything, including the data in the Storage. */
  forget(): void;
}

/** Maximum number of conversations in `seen`. Those with the newest activity are kept. */
const MAX_THREADS = 500;

const storedSchema: z.ZodType<SeenThreads> = z.object({
  since: z.number().nullable(),
  seen: z.record(z.string(), z.number()),
});

const NOTHING: SeenThreads = { since: null, seen: {} };

/**
 * Creates the store that records, per conversation, the last activity that the person has seen. It is saved in
 * `storage`.
 */
export function createSeenThreads(storage: TextStorage, accountId: string): SeenThreadsStore {
  const stored = openStored(storage, `symposium.seen-threads.${accountId}`, storedSchema, NOTHING);
  const store = createStore<SeenThreads>(() => stored.read());

  function change(apply: (known: SeenThreads) => SeenThreads): void {
    const known = store.getState();
    store.setState(stored.update((there) => apply(merge(there, known))));
  }

  return {
    ...store,
    begin(now) {
      if (store.getState().since !== null) return;
      if (now === 0) store.setState({ since: 0 });
      else change(({ since, seen }) => ({ since: since ?? now, seen }));
    },
    markSeen(conversation, time) {
      if (!isUnseen(store.getState(), conversation, time)) return;
      change(({ since, seen }) => limit({ since, seen: { ...seen, [conversation]: time } }));
    },
    watchOtherTabs: () => stored.subscribe((there) => store.setState(merge(there, store.getState()))),
    forget() {
      store.setState(NOTHING);
      stored.clear();
    },
  };
}

/** Whether a conversation has activity that the person has not seen. */
export function isUnseen({ since, seen }: SeenThreads, conversation: string, lastActiveAt: number): boolean {
  return since !== null && lastActiveAt > Math.max(since, seen[conversation] ?? 0);
}

function merge(stored: SeenThreads, current: SeenThreads): SeenThreads {
  const seen = { ...stored.seen };
  for (const [id, time] of Object.entries(current.seen)) seen[id] = Math.max(seen[id] ?? 0, time);
  return limit({ since: stored.since ?? current.since, seen });
}

/** Removes the oldest entries beyond the maximum. `since` is increased, so that their activity still counts as seen. */
function limit({ since, seen }: SeenThreads): SeenThreads {
  const entries = Object.entries(seen).toSorted(([, one], [, other]) => other - one);
  const dropped = entries[MAX_THREADS];
  if (!dropped) return { since, seen };
  return {
    since: Math.max(since ?? 0, dropped[1]),
    seen: Object.fromEntries(entries.slice(0, MAX_THREADS)),
  };
}
