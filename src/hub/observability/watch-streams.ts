import type { Logger } from './logger.ts';
import type { Metrics, StreamClosing, StreamKind } from './metrics.ts';

/** Records what happens on one stream, for metrics and the log. */
export interface StreamWatch {
  /**
   * Frames have been written to the client.
   * @param lag milliseconds since the oldest of them was appended
   */
  frames(count: number, lag: number): void;
  /** The stream is closed. Only the first call counts. */
  closed(reason: StreamClosing): void;
}

/**
 * Counts and logs streams.
 * @returns a function that is called when a stream opens; `details` go into the log
 */
export function watchStreams(logger: Logger, metrics: Metrics) {
  return (kind: StreamKind, details: Record<string, string | undefined> = {}): StreamWatch => {
    const start = performance.now();
    let isOpen = true;
    let sent = 0;
    metrics.streamOpened(kind);
    logger.debug({ kind, ...details }, 'A stream opened');
    return {
      frames(count, lag) {
        sent += count;
        metrics.frames(count, lag);
      },
      closed(reason) {
        if (!isOpen) return;
        isOpen = false;
        metrics.streamClosed(kind, reason);
        const duration_ms = Math.round(performance.now() - start);
        logger.debug({ kind, reason, frames: sent, duration_ms, ...details }, 'A stream closed');
      },
    };
  };
}
