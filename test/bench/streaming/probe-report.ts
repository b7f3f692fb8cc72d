/** What a page tells of itself. Times are milliseconds since 1970, durations milliseconds. */
export interface ProbeReport {
  /** From each animation frame to the next. */
  frames: number[];
  /** How many times the conversation's nodes were changed: tasks that did, not changes. */
  commits: number;
  /** The last mark that was shown, and since when; wherever a frame showed a new one. */
  shown: { mark: number; at: number }[];
  /** From each key to the end of the first frame after it. */
  keys: number[];
  /** When the last word was there. */
  endedAt: number;
}
