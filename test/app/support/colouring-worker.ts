import type { WorkerLike } from '../../../src/app/markdown/highlighting/worker-client.ts';
import type {
  HighlightRequest,
  HighlightResponse,
} from '../../../src/app/markdown/highlighting/worker-messages.ts';

/** The worker that highlights code, in the page's own thread. */
export class ColouringWorker implements WorkerLike {
  readonly #listeners = new Set<(event: { data: HighlightResponse }) => void>();
  readonly #serve = import('../../../src/app/markdown/highlighting/serve-highlighting.ts').then(
    ({ serveHighlighting }) =>
      serveHighlighting((data) => {
        for (const listener of this.#listeners) listener({ data });
      }),
  );

  addEventListener(type: 'message' | 'error', listener: (event: { data: HighlightResponse }) => void): void {
    if (type === 'message') this.#listeners.add(listener);
  }

  postMessage(message: HighlightRequest): void {
    void this.#serve.then((serve) => serve(message));
  }

  terminate(): void {
    this.#listeners.clear();
  }
}
