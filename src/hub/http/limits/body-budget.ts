import { createMemoryShares } from './memory-shares.ts';

/** The share of one body in the memory for all bodies. */
export interface BodyShare {
  /** Reserves more bytes. Returns false, and reserves none, if they are not available. */
  take(bytes: number): boolean;
  /** Releases all of its bytes. */
  release(): void;
}

/** Limits the memory for the bodies of all current requests. */
export interface BodyBudget {
  /** @param holder the owner of the body. One owner gets at most half of the budget. */
  open(holder: string): BodyShare;
  /** Number of bytes that are reserved now. */
  readonly held: number;
}

/**
 * Creates an empty budget.
 * @param total in bytes
 */
export function createBodyBudget(total: number): BodyBudget {
  const shares = createMemoryShares();

  return {
    get held() {
      return shares.total;
    },
    open(holder) {
      let taken = 0;
      return {
        take(bytes) {
          if (shares.total + bytes > total || shares.of(holder) + bytes > total / 2) return false;
          taken += bytes;
          shares.add(holder, bytes);
          return true;
        },
        release() {
          shares.add(holder, -taken);
          taken = 0;
        },
      };
    },
  };
}
