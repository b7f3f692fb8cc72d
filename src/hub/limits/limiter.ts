import { releaseOnce } from './release-once.ts';

/**
 * Number of times that one address may use the limit of an account. Without HUB_TOKENS each browser has its own
 * account, and a person may have several browsers and a terminal.
 */
export const SHARE_OF_ADDRESS = 2;

/** Limits the number of things, such as streams, that each account and each address may have at once. */
export interface Limiter {
  /**
   * Takes one for the account and the address. Returns a function that releases it, once; null if one of the two
   * has reached its limit.
   */
  acquire(accountId: string, address: string): (() => void) | null;
}

/** Maximum numbers of things at once. */
export interface LimiterOptions {
  perAccount: number;
  /** Infinity if each account is a person: several people may share an address. */
  perAddress: number;
}

/** Creates a limiter. */
export function createLimiter({ perAccount, perAddress }: LimiterOptions): Limiter {
  const byAccount = createCounts();
  const byAddress = createCounts();
  return {
    acquire(accountId, address) {
      if (byAccount.of(accountId) >= perAccount || byAddress.of(address) >= perAddress) return null;
      byAccount.add(accountId, 1);
      byAddress.add(address, 1);
      return releaseOnce(() => {
        byAccount.add(accountId, -1);
        byAddress.add(address, -1);
      });
    },
  };
}

/** Counts by key. A key at zero uses no memory. */
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
