/**
 * Waits for the first of these bytes, so that a source which fails before it can still be answered with an error.
 * @throws what the source fails with before its first byte
 */
export async function withFirst(source: AsyncIterable<Uint8Array>): Promise<AsyncIterator<Uint8Array>> {
  const rest = source[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | null = await rest.next();
  return {
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
}

/** What happens around a body on its way. */
interface PassThroughHandlers {
  /** Bytes are about to go to the client. May throw, which breaks the body off. */
  onBytes(bytes: Uint8Array): Promise<void>;
  /** The body is whole, and the client about to be told. */
  onEnd(): void;
  /** The body cannot go on. */
  onFailure(error: unknown): void;
  /** The client has left. */
  onCancel(): void;
}

/** A response's body that is read only as fast as the client takes it, and of which nothing is kept. */
export function passThrough(
  source: AsyncIterator<Uint8Array>,
  { onBytes, onEnd, onFailure, onCancel }: PassThroughHandlers,
): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await source.next();
          if (done) {
            onEnd();
            controller.close();
          } else {
            await onBytes(value);
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
