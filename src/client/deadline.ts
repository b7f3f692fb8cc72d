import type { Cancel, Timer } from './timer.ts';

/** Ends something that takes too long. */
export interface Deadline {
  /** Aborts when the time is up, or when the caller aborts. */
  readonly signal: AbortSignal;
  /** Whether the time was up. */
  readonly hasPassed: boolean;
  /** Gives so many milliseconds from now on, instead of what was left. */
  set(milliseconds: number): void;
  /** The time is not measured any more; the caller can still abort. */
  stop(): void;
  /** Nothing is waited for any more. */
  clear(): void;
}

/** Makes a deadline for something that may also be aborted by another signal. */
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
