// Each block that ends in an empty line holds data: some clients dispatch a block without, and fail on it. The `id` comes
// after the data: others go on after an id as soon as they have read its line, whatever was cut off behind it.

/**
 * One event as the envelope stream frames it: unnamed, so that it reaches the `message` listener of an
 * EventSource. `data` is JSON text without line breaks, as `JSON.stringify` gives it. Without an id the
 * client's cursor stays where it is.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function encodeEnvelope(id: string | null, event: string, data: string): string {
  return `data: {"event":"${event}","data":${data}}\n${idLine(id)}\n`;
}

/**
 * One event as OpenAI's clients read it: named, its data the bare object.
 * Format: https://platform.openai.com/docs/api-reference/assistants-streaming/events
 */
export function encodeNamedEvent(id: string | null, event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n${idLine(id)}\n`;
}

function idLine(id: string | null): string {
  return id === null ? '' : `id: ${id}\n`;
}

/** How a stream for OpenAI's clients ends. */
export const DONE = encodeNamedEvent(null, 'done', '[DONE]');

/**
 * Tells an EventSource how many milliseconds to wait before it reconnects. It is a line of the block that follows; a client
 * takes it before that has come.
 */
export function encodeRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n`;
}

/** A comment, which clients skip. It is a line of the block that follows. */
export function encodeComment(text: string): string {
  return `: ${text}\n`;
}

/** No proxy takes a quiet stream for a dead one that sends this. */
export const KEEP_ALIVE = encodeComment('keep-alive');
