/**
 * One event as the envelope stream frames it: unnamed, so that it reaches the `message` listener of an
 * EventSource. `data` is JSON text without line breaks, as `JSON.stringify` gives it.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function encodeEnvelope(id: string, event: string, data: string): string {
  return `id: ${id}\ndata: {"event":"${event}","data":${data}}\n\n`;
}

/** Tells an EventSource how many milliseconds to wait before it reconnects. */
export function encodeRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** A line that clients pass over, so that no proxy takes a quiet stream for a dead one. */
export const KEEP_ALIVE = ': keep-alive\n\n';
