/** How much of something is allowed to each of many, such as addresses. */
export interface AllowanceOptions {
  /** At once. */
  burst: number;
  /** After how many milliseconds there is one more. */
  every: number;
  /** How many are remembered; of more, those that have spent nothing for longest start anew. */
  most?: number;
  now?: () => number;
}

/** Bounds how often each of many does something. What is spent comes back with time. */
export interface Allowance {
  /** Spends one, and returns null; where none is left, returns how many seconds it takes until there is one. */
  spend(key: string): number | null;
  /** Returns what `spend` would, and spends nothing. */
  wait(key: string): number | null;
}

/** What is left; below zero where more was asked for than there was. */
interface Purse {
  left: number;
  at: number;
}

const MOST_KEYS = 10_000;

/**
 * Nobody has spent anything, to begin with. Who goes on although nothing is left has to wait for longer, up to as long as
 * it takes to fill up again.
 */
export function createAllowance({
  burst,
  every,
  most = MOST_KEYS,
  now = () => performance.now(),
}: AllowanceOptions): Allowance {
  const purses = new Map<string, Purse>();

  function purseOf(key: string): Purse {
    const at = now();
    const kept = purses.get(key);
    return { left: kept ? Math.min(burst, kept.left + (at - kept.at) / every) : burst, at };
  }

  const secondsUntilOne = (left: number) => Math.ceil(((1 - left) * every) / 1000);

  return {
    spend(key) {
      const purse = purseOf(key);
      const wait = purse.left >= 1 ? null : secondsUntilOne(purse.left);
      purses.delete(key); // the one that was used last is at the end
      purses.set(key, { ...purse, left: Math.max(purse.left - 1, -burst) });
      const [oldest] = purses.keys();
      if (purses.size > most && oldest !== undefined) purses.delete(oldest);
      return wait;
    },
    wait(key) {
      const { left } = purseOf(key);
      return left >= 1 ? null : secondsUntilOne(left);
    },
  };
}
