import type { Timer } from '../client/timer.ts';

/** The timers of Node. */
export const nodeTimer: Timer = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
