/** Cancels a scheduled call; does nothing after the call has run. */
export type Cancel = () => void;

/** An injectable timer, so that tests control time. */
export interface Timer {
  /** Calls `callback` once, after this many milliseconds. Returns a function that cancels the call. */
  after(milliseconds: number, callback: () => void): Cancel;
}
