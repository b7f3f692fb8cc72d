/** Delay before the first retry, in milliseconds. The delay doubles with each retry. */
const FIRST_BACKOFF = 500;
const MAX_BACKOFF = 15_000;

/**
 * Returns the delay before a retry, in milliseconds.
 * @param attempts number of retries since the last success
 * @param random from 0 to 1, so that the clients of a hub do not all retry at once
 */
export function backoff(attempts: number, random: number): number {
  return Math.min(FIRST_BACKOFF * 2 ** attempts, MAX_BACKOFF) * (0.5 + random / 2);
}
