import { encodeEnvelope, KEEP_ALIVE } from './sse-encode.ts';
import { RUN_EVENT } from './event-names.ts';

/** The query parameter, and its value, with which a client of envelopes asks for keep-alive events. */
export const KEEP_ALIVE_QUERY = { name: 'keep_alive', value: 'event' } as const;

/** The start of the data of a keep-alive event. Clients compare it with each event, so the comparison has to be cheap. */
const START = `{"event":"${RUN_EVENT.keepAlive}"`;

/**
 * What a quiet stream sends to a client that requested keep-alive events: a comment and an event, because an EventSource
 * hides comments from the page. The event has no id, is in no log, and holds the interval in milliseconds.
 */
export function encodeKeepAlive(interval: number): string {
  return KEEP_ALIVE + encodeEnvelope(null, RUN_EVENT.keepAlive, JSON.stringify({ interval }));
}

/** The interval of a keep-alive event, in milliseconds; null for the data of any other event. */
export function readKeepAlive(data: string): number | null {
  if (!data.startsWith(START)) return null;
  const interval = /"interval":(\d+)/.exec(data)?.[1];
  return interval === undefined ? null : Number(interval);
}
