/** Who waits for which run. */
export interface Listeners {
  add(runId: string, listener: () => void): () => void;
  notify(runId: string): void;
}

/** Nobody waits, to begin with. */
export function createListeners(): Listeners {
  const byRun = new Map<string, Set<() => void>>();
  return {
    add(runId, listener) {
      const listeners = byRun.get(runId) ?? new Set();
      byRun.set(runId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byRun.get(runId) === listeners) byRun.delete(runId);
      };
    },
    notify(runId) {
      for (const listener of byRun.get(runId) ?? []) listener();
    },
  };
}
