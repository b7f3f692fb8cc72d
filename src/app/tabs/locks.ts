/** The part of a LockManager that is used here. */
export interface LocksLike {
  request(
    name: string,
    options: { ifAvailable: true } | { signal: AbortSignal },
    /** Called with the lock; with null if it was not available. The lock is held until the returned promise settles. */
    hold: (lock: object | null) => Promise<void> | null,
  ): Promise<unknown>;
  /** Lists the requests of all tabs that wait for a lock. */
  query(): Promise<{ pending?: { name?: string }[] }>;
}

/** The browser's locks; null if it has none for this page, such as for a plain http address. */
export function browserLocks(): LocksLike | null {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return null;
  return {
    // Async, so that an error that the browser throws becomes a rejection.
    request: async (name, options, hold) => locks.request(name, options, hold),
    query: async () => locks.query(),
  };
}
