/** Limits for clients of streams. Times are in milliseconds, sizes in bytes. */
export interface StreamLimits {
  /** Time after which a client that does not read is disconnected. */
  stallTimeout: number;
  /**
   * Maximum size of the frames appended to a run while a client does not read. If they exceed it, the client is
   * disconnected.
   */
  missedLimit: number;
  /**
   * Time without reading after which `missedLimit` applies to a client: a burst arrives faster than any client reads.
   */
  missedGrace: number;
  /** Time between two keep-alives, which show that a stream without data is still open. */
  keepAliveInterval: number;
  /** Range of the random time before a client reconnects, so that not all clients reconnect at once. */
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
