/** The part of a LockManager that is used here. */
export interface LocksLike {
  request(
    name: string,
    options: { ifAvailable: true } | { signal: AbortSignal },
    /**
     * Called with the lock, or with null if the lock was not available. The lock is held until the returned promise
     * settles.
     */
    hold: (lock: object | null) => Promise<void> | null,
  ): Promise<unknown>;
  /** Lists the requests of all tabs that are waiting for a lock. */
  query(): Promise<{ pending?: { name?: string }[] }>;
}

/**
 * Returns the browser's locks; null if it has none for this page, for example because the page was loaded over HTTP.
 */
export function browserLocks(): LocksLike | null {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return null;
  return {
    // Async, so that an error thrown by the browser becomes a rejection.
    request: async (name, options, hold) => locks.request(name, options, hold),
    query: async () => locks.query(),
  };
}
