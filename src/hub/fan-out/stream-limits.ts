/** What a stream's client is given time and room for. Times are in milliseconds, sizes in bytes. */
export interface StreamLimits {
  /** How long a client may take to read what was written to it; after that it is cut. */
  stallTimeout: number;
  /** How much may be appended to a run while a client of its does not read; after that it is cut. */
  missedLimit: number;
  /** But not so soon after it has read: a burst comes faster than anyone takes it. */
  missedGrace: number;
  /** How often a sign of life is sent, so that a quiet stream is not taken for a dead one. */
  keepAliveInterval: number;
  /** Between which times a client that was cut waits before it comes back, so that not all come back at once. */
  retry: { least: number; most: number };
}

/** The limits of a hub at work. An EventSource that is cut comes back with its cursor, so that it loses nothing. */
export const STREAM_LIMITS: StreamLimits = {
  stallTimeout: 30_000,
  missedLimit: 1024 * 1024,
  missedGrace: 2_000,
  keepAliveInterval: 15_000,
  retry: { least: 500, most: 1_500 },
};

/** The headers of every SSE response. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};
