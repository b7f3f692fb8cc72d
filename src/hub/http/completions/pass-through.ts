/**
 * Waits for the first of these items, so that a source which fails before it can still be answered with an error.
 * @throws what the source fails with before its first item
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

/** What happens around a body on its way. */
interface PassThroughHandlers {
  /** The body is whole, and the client about to be told. */
  onEnd(): void;
  /** The body cannot go on. */
  onFailure(error: unknown): void;
  /** The client has left. */
  onCancel(): void;
}

/** A response's body that is read only as fast as the client takes it, and of which nothing is kept. */
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
        await source.return?.(); // it may stand at a byte that nobody asks for any more
      },
    },
    { highWaterMark: 0 },
  );
}
