import type { Timer } from '../client/timer.ts';

/** A timer that uses Node's `setTimeout`. */
export const nodeTimer: Timer = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
