/** A queue that passes values from callbacks to one `for await` loop. */
export interface SignalQueue<T> {
  push(signal: T): void;
  /** Ends the loop after it has received everything in the queue. */
  close(): void;
  /** Ends the loop after it has received everything in the queue. The loop then throws this error. */
  fail(error: unknown): void;
  drain(): AsyncGenerator<T, void, undefined>;
}

/** Creates an empty queue. The cost per signal does not depend on the number of signals in the queue. */
export function createSignalQueue<T>(): SignalQueue<T> {
  let waiting: T[] = [];
  let closed = false;
  let wake: (() => void) | null = null;
  let failure: { error: unknown } | null = null;
  return {
    push(signal) {
      if (closed) return;
      waiting.push(signal);
      wake?.();
    },
    close() {
      closed = true;
      wake?.();
    },
    fail(error) {
      failure ??= { error };
      closed = true;
      wake?.();
    },
    async *drain() {
      for (;;) {
        const batch = waiting;
        waiting = [];
        yield* batch;
        if (waiting.length > 0) continue;
        if (failure) throw failure.error;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
