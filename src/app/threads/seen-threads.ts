import { createStore, type StoreApi } from 'zustand/vanilla';
import { z } from 'zod';
import type { TextStorage } from '../browser/open-storage.ts';
import { openStored } from '../browser/stored.ts';

/** How far a person has seen their threads in this browser. Times are Unix seconds, of the hub's clock. */
export interface SeenThreads {
  /** All that happened until then counts as seen; null before the first visit. */
  readonly since: number | null;
  /** What was seen after that: by conversation, the time of what happened last. */
  readonly seen: Readonly<Record<string, number>>;
}

/** What all tabs of a browser know of that. */
export interface SeenThreadsStore extends StoreApi<SeenThreads> {
  readonly key: string;
  /**
   * The first visit: all that has happened until then is no news. Later ones change nothing.
   * @param now when something happened last; 0 if nothing has, which there is no need to store
   */
  begin(now: number): void;
  markSeen(conversation: string, time: number): void;
  /** Takes what the storage has now, another tab having written it. */
  reread(): void;
  /** Forgets everything, in the storage too. */
  forget(): void;
}

const MOST_THREADS = 500;

const storedSchema: z.ZodType<SeenThreads> = z.object({
  since: z.number().nullable(),
  seen: z.record(z.string(), z.number()),
});

const NOTHING: SeenThreads = { since: null, seen: {} };

/** Builds the store of what an account's person has seen, which a Storage remembers. */
export function createSeenThreads(storage: TextStorage, accountId: string): SeenThreadsStore {
  const stored = openStored(storage, `symposium.seen-threads.${accountId}`, storedSchema, NOTHING);
  const store = createStore<SeenThreads>(() => stored.read());

  function change(merge: (known: SeenThreads) => SeenThreads): void {
    const known = store.getState();
    store.setState(stored.update((there) => merge(bothOf(there, known))));
  }

  return {
    ...store,
    key: stored.key,
    begin(now) {
      if (store.getState().since !== null) return;
      if (now === 0) store.setState({ since: 0 });
      else change(({ since, seen }) => ({ since: since ?? now, seen }));
    },
    markSeen(conversation, time) {
      if (!isNews(store.getState(), conversation, time)) return;
      change(({ since, seen }) => newest({ since, seen: { ...seen, [conversation]: time } }));
    },
    reread: () => store.setState(bothOf(stored.read(), store.getState())),
    forget() {
      store.setState(NOTHING);
      stored.clear();
    },
  };
}

/** Whether something has happened in a conversation that was not seen. */
export function isNews({ since, seen }: SeenThreads, conversation: string, lastActiveAt: number): boolean {
  return since !== null && lastActiveAt > Math.max(since, seen[conversation] ?? 0);
}

function bothOf(stored: SeenThreads, current: SeenThreads): SeenThreads {
  const seen = { ...stored.seen };
  for (const [id, time] of Object.entries(current.seen)) seen[id] = Math.max(seen[id] ?? 0, time);
  return newest({ since: stored.since ?? current.since, seen });
}

/** Keeps the newest five hundred; what is older than those counts as seen. */
function newest({ since, seen }: SeenThreads): SeenThreads {
  const entries = Object.entries(seen).toSorted(([, one], [, other]) => other - one);
  const dropped = entries[MOST_THREADS];
  if (!dropped) return { since, seen };
  return {
    since: Math.max(since ?? 0, dropped[1]),
    seen: Object.fromEntries(entries.slice(0, MOST_THREADS)),
  };
}
