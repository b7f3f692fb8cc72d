import { encodeEnvelope, KEEP_ALIVE } from './sse-encode.ts';
import { RUN_EVENT } from './event-names.ts';

/** The query parameter with which a client of envelopes requests keep-alive events, and its value. */
export const KEEP_ALIVE_QUERY = { name: 'keep_alive', value: 'event' } as const;

/** Prefix of a keep-alive event's data. Clients compare it with each event, so the comparison has to be cheap. */
const START = `{"event":"${RUN_EVENT.keepAlive}"`;

/**
 * Encodes a comment and an event, for a quiet stream whose client requested keep-alive events. The event is needed
 * because an EventSource hides comments from the page. The event has no id and is not in a log. Its data contains the
 * interval in milliseconds.
 */
export function encodeKeepAlive(interval: number): string {
  return KEEP_ALIVE + encodeEnvelope(null, RUN_EVENT.keepAlive, JSON.stringify({ interval }));
}

/** Returns the interval of a keep-alive event, in milliseconds; null for the data of any other event. */
export function readKeepAlive(data: string): number | null {
  if (!data.startsWith(START)) return null;
  const interval = /"interval":(\d+)/.exec(data)?.[1];
  return interval === undefined ? null : Number(interval);
}
