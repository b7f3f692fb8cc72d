/**
 * One event as the envelope stream frames it: unnamed, so that it reaches the `message` listener of an
 * EventSource. `data` is JSON text without line breaks, as `JSON.stringify` gives it. Without an id the
 * client's cursor stays where it is.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function encodeEnvelope(id: string | null, event: string, data: string): string {
  return `${idLine(id)}data: {"event":"${event}","data":${data}}\n\n`;
}

/**
 * One event as OpenAI's clients read it: named, its data the bare object.
 * Format: https://platform.openai.com/docs/api-reference/assistants-streaming/events
 */
export function encodeNamedEvent(id: string | null, event: string, data: string): string {
  return `${idLine(id)}event: ${event}\ndata: ${data}\n\n`;
}

function idLine(id: string | null): string {
  return id === null ? '' : `id: ${id}\n`;
}

/** How a stream for OpenAI's clients ends. */
export const DONE = encodeNamedEvent(null, 'done', '[DONE]');

/** Tells an EventSource how many milliseconds to wait before it reconnects. */
export function encodeRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

/** A comment, which clients skip: no proxy then takes a quiet stream for a dead one. */
export const KEEP_ALIVE = ': keep-alive\n\n';
