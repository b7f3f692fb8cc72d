import { KEEP_ALIVE } from '../../protocol/sse-encode.ts';

/** How often a comment is sent, in milliseconds, so that a quiet stream is not taken for a dead one. */
const KEEP_ALIVE_INTERVAL = 15_000;

/** The headers of every SSE response. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * An SSE response: the preamble at once, then the frames as they come. A client that does not read
 * holds back its own frames and nobody else's; one that leaves aborts the signal.
 * @param onError told why the frames end before their end
 */
export function eventStream(
  preamble: string,
  framesUntil: (signal: AbortSignal) => AsyncIterable<string>,
  onError: (error: unknown) => void,
): Response {
  const utf8 = new TextEncoder();
  const left = new AbortController();
  let keepAlive: NodeJS.Timeout;
  let wanted = () => {};

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(utf8.encode(preamble));
      keepAlive = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(utf8.encode(KEEP_ALIVE));
      }, KEEP_ALIVE_INTERVAL);
      void send(controller);
    },
    pull: () => wanted(),
    cancel() {
      clearInterval(keepAlive);
      left.abort();
      wanted();
    },
  });

  async function send(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      for await (const frames of framesUntil(left.signal)) {
        if (left.signal.aborted) return;
        controller.enqueue(utf8.encode(frames));
        if ((controller.desiredSize ?? 0) <= 0) await new Promise<void>((resolve) => (wanted = resolve));
      }
      if (!left.signal.aborted) controller.close();
    } catch (error) {
      onError(error);
      controller.error(error); // the connection breaks off, and the client comes back with its cursor
    } finally {
      clearInterval(keepAlive);
    }
  }

  return new Response(body, { headers: EVENT_STREAM_HEADERS });
}
