import { RUN_EVENT } from './event-names.ts';
import { encodeEnvelope, KEEP_ALIVE } from './sse-encode.ts';

/**
 * Encodes a comment and an event, for a quiet stream whose client requested keep-alive events. The event is needed
 * because an EventSource hides comments from the page. The event has no id and is not in a log. Its data contains the
 * interval in milliseconds.
 */
export function encodeKeepAlive(interval: number): string {
  return KEEP_ALIVE + encodeEnvelope(null, RUN_EVENT.keepAlive, JSON.stringify({ interval }));
}
