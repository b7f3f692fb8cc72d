import type { Cancel, Timer } from './timer.ts';

/** Aborts an operation that takes too long. */
export interface Deadline {
  /** Aborts when the time is up, or when the caller aborts. */
  readonly signal: AbortSignal;
  /** Whether the time is up. */
  readonly hasPassed: boolean;
  /** Restarts the deadline, which then passes after this many milliseconds. */
  set(milliseconds: number): void;
  /** Stops the timer. The caller can still abort. */
  stop(): void;
  /** Stops the timer and stops listening to the caller's signal. */
  clear(): void;
}

/** Creates a deadline for an operation that the caller's signal `outer` can also abort. */
export function startDeadline(timer: Timer, outer: AbortSignal | undefined): Deadline {
  const abort = new AbortController();
  let cancel: Cancel = () => {};
  let hasPassed = false;
  const onAbort = (): void => abort.abort(outer?.reason);

  outer?.addEventListener('abort', onAbort);
  if (outer?.aborted) onAbort();
  return {
    signal: abort.signal,
    get hasPassed() {
      return hasPassed;
    },
    set(milliseconds) {
      cancel();
      cancel = timer.after(milliseconds, () => {
        hasPassed = true;
        abort.abort();
      });
    },
    stop: () => cancel(),
    clear() {
      cancel();
      outer?.removeEventListener('abort', onAbort);
    },
  };
}
