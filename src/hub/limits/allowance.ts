/** A rate limit for each of many keys, such as addresses. */
export interface AllowanceOptions {
  /** Maximum number at once. */
  burst: number;
  /** Time after which one more is allowed, in milliseconds. */
  every: number;
  /** Maximum number of keys. Above it, the keys that have been unused for longest are forgotten. */
  most?: number;
  now?: () => number;
}

/** Limits how often each key does something (a token bucket per key). */
export interface Allowance {
  /** Uses one token and returns null. If no token is left, returns the time until the key has one, in seconds. */
  spend(key: string): number | null;
  /** Returns what `spend` would return, but uses no token. */
  wait(key: string): number | null;
}

/** The tokens of a key. `left` is below zero if more were requested than the key had. */
interface Bucket {
  left: number;
  at: number;
}

const MAX_KEYS = 10_000;

/**
 * Creates an allowance in which every key has all of its tokens. A caller that continues without tokens has to wait
 * longer: at most as long as an empty bucket takes to fill.
 */
export function createAllowance({
  burst,
  every,
  most = MAX_KEYS,
  now = () => performance.now(),
}: AllowanceOptions): Allowance {
  const buckets = new Map<string, Bucket>();

  function bucketOf(key: string): Bucket {
    const at = now();
    const kept = buckets.get(key);
    return { left: kept ? Math.min(burst, kept.left + (at - kept.at) / every) : burst, at };
  }

  const secondsUntilOne = (left: number) => Math.ceil(((1 - left) * every) / 1000);

  return {
    spend(key) {
      const bucket = bucketOf(key);
      const wait = bucket.left >= 1 ? null : secondsUntilOne(bucket.left);
      buckets.delete(key); // the key that was used last comes last
      buckets.set(key, { ...bucket, left: Math.max(bucket.left - 1, -burst) });
      const [oldest] = buckets.keys();
      if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
      return wait;
    },
    wait(key) {
      const { left } = bucketOf(key);
      return left >= 1 ? null : secondsUntilOne(left);
    },
  };
}
