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
