import type { Clock } from '../../../src/app/browser/clock.ts';
import type { Cancel } from '../../../src/client/timer.ts';

interface Scheduled {
  due: number;
  callback: () => void;
}

/** A clock that only moves when the test moves it. */
export class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #steady = 0;
  #hidden = false;
  #timers = new Set<Scheduled>();
  #frames = new Set<Scheduled>();
  #watchers = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  steady(): number {
    return this.#steady;
  }

  after(milliseconds: number, callback: () => void): Cancel {
    const timer = { due: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  afterTask(callback: () => void): void {
    this.after(0, callback);
  }

  onFrame(milliseconds: number, callback: () => void): Cancel {
    const frame = { due: this.#steady + milliseconds, callback };
    this.#frames.add(frame);
    return () => this.#frames.delete(frame);
  }

  isHidden(): boolean {
    return this.#hidden;
  }

  onVisibility(callback: () => void): Cancel {
    this.#watchers.add(callback);
    return () => this.#watchers.delete(callback);
  }

  /** Milliseconds until each pending timer, soonest first. */
  get waiting(): number[] {
    return [...this.#timers].map((timer) => timer.due - this.#now).toSorted((a, b) => a - b);
  }

  /** Hides the tab, which then gets no frames, or shows it again. */
  setHidden(hidden: boolean): void {
    this.#hidden = hidden;
    const watchers = [...this.#watchers];
    for (const callback of watchers) callback();
  }

  /** Paints a frame, then frees the main thread. `later`: milliseconds by which only `steady` advances before. */
  frame(later = 0): void {
    this.#steady += later;
    if (this.#hidden) return;
    const frames = [...this.#frames];
    for (const frame of frames) {
      if (frame.due > this.#steady || !this.#frames.delete(frame)) continue;
      frame.callback();
    }
    this.advance(0);
  }

  /** Keeps the main thread busy: time passes without timers or frames. */
  block(milliseconds: number): void {
    this.#moveTo(this.#now + milliseconds);
  }

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#moveTo(next.due);
      next.callback();
    }
    this.#moveTo(until);
  }

  #moveTo(now: number): void {
    if (now <= this.#now) return;
    this.#steady += now - this.#now;
    this.#now = now;
  }
}
