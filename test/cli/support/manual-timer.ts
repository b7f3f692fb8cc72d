import type { Timer } from '../../../src/client/timer.ts';

/** A timer that the test advances. */
export class ManualTimer implements Timer {
  #now = 0;
  readonly #scheduled = new Set<{ due: number; callback: () => void }>();

  after(milliseconds: number, callback: () => void): () => void {
    const one = { due: this.#now + milliseconds, callback };
    this.#scheduled.add(one);
    return () => void this.#scheduled.delete(one);
  }

  /** Number of scheduled calls. */
  get waiting(): number {
    return this.#scheduled.size;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const one of this.#scheduled) {
      if (one.due <= this.#now && this.#scheduled.delete(one)) one.callback();
    }
  }
}
