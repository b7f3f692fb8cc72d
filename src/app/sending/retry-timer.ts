import { backoff } from '../../client/backoff.ts';
import type { Cancel } from '../../client/timer.ts';
import type { Clock } from '../browser/clock.ts';

/** Starts retries of unsent messages after a backoff that doubles with each failure. */
export interface RetryTimer {
  /** Called after a failure. Starts the timer, unless it is running or paused. */
  start(): void;
  /** Called after a success. Resets the backoff to its minimum. */
  reset(): void;
  /** Stops the timer, and allows it to start again. */
  stop(): void;
  /** Stops the timer, and ignores `start` until `stop` is called. */
  pause(): void;
}

/**
 * Creates a timer that is stopped.
 * @param random returns a number from 0 to 1, like `Math.random`
 * @param onRetry called when the backoff is over
 */
export function createRetryTimer(clock: Clock, random: () => number, onRetry: () => void): RetryTimer {
  let failures = 0;
  let cancel: Cancel | null = null;
  let isPaused = false;

  function stop(): void {
    cancel?.();
    cancel = null;
    isPaused = false;
  }

  return {
    start() {
      if (isPaused) return;
      cancel ??= clock.after(backoff(failures, random()), onRetry);
      failures += 1;
    },
    reset() {
      failures = 0;
    },
    stop,
    pause() {
      stop();
      isPaused = true;
    },
  };
}
