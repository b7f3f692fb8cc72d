import type { ModelAnswer } from './model-server.ts';

/** Answers of a model that send one part each time the test releases one. The first part is sent at once. */
export class StagedAnswers {
  #released = 1;
  #wake = (): void => {};

  /** Returns an answer with these parts. */
  answer(parts: readonly string[]): ModelAnswer {
    return async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const part of parts) {
        while (this.#released === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#released -= 1;
        response.write(part);
      }
      response.end();
    };
  }

  /** Releases the next part, of this answer or of the next one. */
  next(): void {
    this.#released += 1;
    this.#wake();
  }
}
