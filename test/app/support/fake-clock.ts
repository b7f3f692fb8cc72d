import type { Cancel, Clock } from '../../../src/app/clock.ts';

interface Timer {
  due: number;
  callback: () => void;
}

/** A clock that stands still until the test moves it. A tab without frames is a hidden one. */
export class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #timers = new Set<Timer>();
  #frames = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): Cancel {
    const timer = { due: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  onFrame(callback: () => void): Cancel {
    this.#frames.add(callback);
    return () => this.#frames.delete(callback);
  }

  /** Milliseconds until each timer that waits, soonest first. */
  get waiting(): number[] {
    return [...this.#timers].map((timer) => timer.due - this.#now).toSorted((a, b) => a - b);
  }

  frame(): void {
    const frames = [...this.#frames];
    this.#frames.clear();
    for (const callback of frames) callback();
  }

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = until;
  }
}
