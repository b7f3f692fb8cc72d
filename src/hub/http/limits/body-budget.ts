import { createMemoryShares } from './memory-shares.ts';

/** What one body takes of the memory that all bodies share. */
export interface BodyShare {
  /** Takes this many bytes more; returns false, and takes none, where they are not to be had. */
  take(bytes: number): boolean;
  /** Gives everything back. */
  release(): void;
}

/** Bounds the memory that the bodies of all requests under way hold. */
export interface BodyBudget {
  /** @param holder whose body it is: one holder gets no more than half of the budget */
  open(holder: string): BodyShare;
  /** How many bytes are held now. */
  readonly held: number;
}

/**
 * A budget of which nothing is taken yet.
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
