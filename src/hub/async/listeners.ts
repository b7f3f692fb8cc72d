/** Listeners by key, such as the id of a run. */
export interface Listeners<Event> {
  /** Returns an unsubscribe function. */
  add(key: string, listener: (event: Event) => void): () => void;
  notify(key: string, event: Event): void;
  /** Whether the key has listeners. */
  has(key: string): boolean;
}

/** Creates an empty registry. */
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
