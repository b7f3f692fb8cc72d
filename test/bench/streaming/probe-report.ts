/** The measurements that a page reports. Times are milliseconds since 1970, durations milliseconds. */
export interface ProbeReport {
  /** Duration from each animation frame to the next. */
  frames: number[];
  /** Number of tasks that changed nodes of the conversation. */
  commits: number;
  /** For each frame that showed a new mark: the last shown mark, and when it was shown. */
  shown: { mark: number; at: number }[];
  /** Duration from each key press to the end of the next frame. */
  keys: number[];
  /** When the last word was shown. */
  endedAt: number;
}
