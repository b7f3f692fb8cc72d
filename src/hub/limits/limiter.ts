/**
 * Where each browser has an account of its own, how many times as much as one account an address may hold: a person may use
 * several browsers and a terminal.
 */
export const SHARE_OF_ADDRESS = 2;

/** Bounds how many of something each account, and each address, holds at once. */
export interface Limiter {
  /**
   * Takes one for the account, from this address, and returns what gives it back, once; null where one of the two has all
   * that it may.
   */
  acquire(accountId: string, address: string): (() => void) | null;
}

/** How many may be held at once. */
export interface LimiterOptions {
  perAccount: number;
  /** Infinite where accounts are people, who may share an address. */
  perAddress: number;
}

/** Nobody holds anything, to begin with. */
export function createLimiter({ perAccount, perAddress }: LimiterOptions): Limiter {
  const byAccount = createCounts();
  const byAddress = createCounts();
  return {
    acquire(accountId, address) {
      if (byAccount.of(accountId) >= perAccount || byAddress.of(address) >= perAddress) return null;
      byAccount.add(accountId, 1);
      byAddress.add(address, 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        byAccount.add(accountId, -1);
        byAddress.add(address, -1);
      };
    },
  };
}

/** Counts by key; what is at zero takes no memory. */
export function createCounts() {
  const counts = new Map<string, number>();
  return {
    of: (key: string) => counts.get(key) ?? 0,
    add(key: string, change: number): void {
      const count = (counts.get(key) ?? 0) + change;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    },
  };
}
