/** Limits for clients of streams. Times are in milliseconds, sizes in bytes. */
export interface StreamLimits {
  /** A client that has not read for this long is disconnected. */
  stallTimeout: number;
  /** A client that does not read while more than this is appended to its run is disconnected. */
  missedLimit: number;
  /** `missedLimit` applies only to a client that has not read for this long: a burst comes faster than any client reads. */
  missedGrace: number;
  /** Time between two keep-alives, so that a quiet stream is not taken for a dead one. */
  keepAliveInterval: number;
  /** A random time in this range before a client reconnects, so that not all clients reconnect at once. */
  retry: { min: number; max: number };
}

/** The default limits. An EventSource that is disconnected reconnects with its cursor, so it loses nothing. */
export const STREAM_LIMITS: StreamLimits = {
  stallTimeout: 30_000,
  missedLimit: 1024 * 1024,
  missedGrace: 2_000,
  keepAliveInterval: 15_000,
  retry: { min: 500, max: 1_500 },
};

/** The headers of every SSE response. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};
