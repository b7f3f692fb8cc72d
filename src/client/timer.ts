/** Stops what was scheduled; does nothing once it has run. */
export type Cancel = () => void;

/** Time to come, so that a test can hold it in its hand. */
export interface Timer {
  /** Calls back once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): Cancel;
}
