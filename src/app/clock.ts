/** Stops what was scheduled; does nothing once it has run. */
export type Cancel = () => void;

/** Time as the client sees it, so that a test can hold it in its hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): Cancel;
  /** Calls back before the next frame is painted: never, while the tab is hidden. */
  onFrame(callback: () => void): Cancel;
}

/** The clock of the browser. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  onFrame(callback) {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  },
};
