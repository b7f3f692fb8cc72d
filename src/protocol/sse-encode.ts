// Each block that ends with an empty line has data, because some clients dispatch blocks without data, and fail. The
// `id` comes after the data, because some clients resume after an id as soon as they have read its line, even if data
// after it is cut off.

/**
 * Encodes one event of the envelope stream. It has no name, so that it reaches the `message` listener of an EventSource.
 * `data` is JSON text without line breaks, as from `JSON.stringify`. Without an id the client's cursor does not change.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function encodeEnvelope(id: string | null, event: string, data: string): string {
  return `data: {"event":"${event}","data":${data}}\n${idLine(id)}\n`;
}

/**
 * Encodes one event for OpenAI's clients: with a name, and with the bare object as data.
 * Format: https://platform.openai.com/docs/api-reference/assistants-streaming/events
 */
export function encodeNamedEvent(id: string | null, event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n${idLine(id)}\n`;
}

function idLine(id: string | null): string {
  return id === null ? '' : `id: ${id}\n`;
}

/** The last event of a stream for OpenAI's clients. */
export const DONE = encodeNamedEvent(null, 'done', '[DONE]');

/**
 * Encodes the time that an EventSource waits before it reconnects, in milliseconds. It is a line of the block that
 * follows; clients apply it before that block is complete.
 */
export function encodeRetry(milliseconds: number): string {
  return `retry: ${milliseconds}\n`;
}

/** Encodes a comment, which clients ignore. It is a line of the block that follows. */
export function encodeComment(text: string): string {
  return `: ${text}\n`;
}

/** A comment that is sent on a quiet stream, so that proxies do not close the connection. */
export const KEEP_ALIVE = encodeComment('keep-alive');
