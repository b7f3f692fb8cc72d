/**
 * Waits for the first item of the source. If the source fails before that, the request can still be answered with an
 * error.
 * @throws the source's error, if the source fails before its first item
 */
export async function withFirst<Item>(source: AsyncIterable<Item>): Promise<AsyncIterable<Item>> {
  const rest = source[Symbol.asyncIterator]();
  let first: IteratorResult<Item> | null = await rest.next();
  const items: AsyncIterator<Item> = {
    async next() {
      const next = first ?? (await rest.next());
      first = null;
      return next;
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => items };
}

/** Callbacks for a body that is passed through. */
interface PassThroughHandlers {
  /** The body is complete. Called before the client learns that. */
  onEnd(): void;
  /** The source of the body has failed. */
  onFailure(error: unknown): void;
  /** The client has disconnected. */
  onCancel(): void;
}

/** Creates a response body that reads its source only as fast as the client reads, without a buffer. */
export function passThrough(
  body: AsyncIterable<Uint8Array>,
  { onEnd, onFailure, onCancel }: PassThroughHandlers,
): ReadableStream<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await source.next();
          if (done) {
            onEnd();
            controller.close();
          } else {
            controller.enqueue(value);
          }
        } catch (error) {
          onFailure(error);
        }
      },
      async cancel() {
        onCancel();
        await source.return?.(); // the source may wait for data that nobody needs now
      },
    },
    { highWaterMark: 0 },
  );
}
