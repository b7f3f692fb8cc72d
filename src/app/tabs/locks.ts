/** The part of a LockManager that is used here. */
export interface LocksLike {
  request(
    name: string,
    options: { ifAvailable: true } | { signal: AbortSignal },
    /** Holds the lock, which is null if it was not available, until its promise is kept. */
    hold: (lock: object | null) => Promise<void> | null,
  ): Promise<unknown>;
  /** Which requests wait for a lock, in all tabs. */
  query(): Promise<{ pending?: { name?: string }[] }>;
}

/** The locks of the browser; null where a page may have none, such as one on a plain http address. */
export function browserLocks(): LocksLike | null {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return null;
  return {
    // Async, so that what the browser throws is a refusal like any other.
    request: async (name, options, hold) => locks.request(name, options, hold),
    query: async () => locks.query(),
  };
}
