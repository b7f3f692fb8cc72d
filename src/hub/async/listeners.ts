/** Who waits for what, by a key such as the id of a run. */
export interface Listeners<Event> {
  /** Returns what ends the subscription. */
  add(key: string, listener: (event: Event) => void): () => void;
  notify(key: string, event: Event): void;
  /** Whether anyone waits for this. */
  has(key: string): boolean;
}

/** Nobody waits, to begin with. */
export function createListeners<Event = void>(): Listeners<Event> {
  const byKey = new Map<string, Set<(event: Event) => void>>();
  return {
    add(key, listener) {
      const listeners = byKey.get(key) ?? new Set();
      byKey.set(key, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byKey.get(key) === listeners) byKey.delete(key);
      };
    },
    notify(key, event) {
      for (const listener of byKey.get(key) ?? []) listener(event);
    },
    has: (key) => byKey.has(key),
  };
}
