import { KEEP_ALIVE } from '../../../protocol/sse-encode.ts';

const COMMENT = Buffer.from(KEEP_ALIVE);

/** Whether the promise settles within so many milliseconds. What it fails with is for whoever awaits it. */
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

/** Comments for a stream, one after each interval, until the promise has settled: no proxy takes it for dead. */
export async function* commentsUntil(
  promise: Promise<unknown>,
  interval: number,
): AsyncGenerator<Uint8Array> {
  while (!(await settlesWithin(interval, promise))) yield COMMENT;
}

/** A stream, each of whose pieces is whole events, with comments wherever it is quiet for an interval. */
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
