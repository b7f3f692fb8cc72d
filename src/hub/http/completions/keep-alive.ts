import { KEEP_ALIVE } from '../../../protocol/sse-encode.ts';

const COMMENT = Buffer.from(KEEP_ALIVE);

/** Whether the promise settles within this time. Its rejection is left to the code that awaits the promise. */
export async function settlesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<false>((resolve) => (timer = setTimeout(resolve, milliseconds, false)));
  const settled = () => true;
  try {
    return await Promise.race([promise.then(settled, settled), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Yields a comment after each interval until the promise has settled, so that no proxy closes the stream as idle.
 */
export async function* commentsUntil(
  promise: Promise<unknown>,
  interval: number,
): AsyncGenerator<Uint8Array> {
  while (!(await settlesWithin(interval, promise))) yield COMMENT;
}

/**
 * Passes a stream on, and adds a comment after each interval without data. Each piece of the stream must be whole
 * events.
 */
export async function* keptAlive(
  events: AsyncIterable<Uint8Array>,
  interval: number,
): AsyncGenerator<Uint8Array> {
  const source = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = source.next();
      yield* commentsUntil(next, interval);
      const { done, value } = await next;
      if (done) return;
      yield value;
    }
  } finally {
    await source.return?.();
  }
}
