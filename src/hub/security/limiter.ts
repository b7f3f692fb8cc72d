/** Bounds how many of something each account holds at once. */
export interface Limiter {
  /** Takes one for the account, and returns what gives it back, once; null where the account has all that it may. */
  acquire(accountId: string): (() => void) | null;
}

/** Nobody holds anything, to begin with. */
export function createLimiter(most: number): Limiter {
  const held = new Map<string, number>();

  function give(accountId: string): void {
    const rest = (held.get(accountId) ?? 0) - 1;
    if (rest > 0) held.set(accountId, rest);
    else held.delete(accountId);
  }

  return {
    acquire(accountId) {
      const count = held.get(accountId) ?? 0;
      if (count >= most) return null;
      held.set(accountId, count + 1);
      let isHeld = true;
      return () => {
        if (isHeld) give(accountId);
        isHeld = false;
      };
    },
  };
}
