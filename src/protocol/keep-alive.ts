import { encodeEnvelope, KEEP_ALIVE } from './sse-encode.ts';
import { RUN_EVENT } from './event-names.ts';

/** The query parameter, and its value, with which a client of envelopes asks for keep-alive events. */
export const KEEP_ALIVE_QUERY = { name: 'keep_alive', value: 'event' } as const;

/** How the data of such an event begin: a client looks at each event that comes. */
const START = `{"event":"${RUN_EVENT.keepAlive}"`;

/**
 * What a quiet stream sends to a client that asks for it: besides the comment an event, because an EventSource tells a
 * page of no comments. It has no id and is in no log, and says after how many milliseconds the next one may follow.
 */
export function encodeKeepAlive(interval: number): string {
  return KEEP_ALIVE + encodeEnvelope(null, RUN_EVENT.keepAlive, JSON.stringify({ interval }));
}

/** After how many milliseconds the next one may follow; null where these are the data of another event. */
export function readKeepAlive(data: string): number | null {
  if (!data.startsWith(START)) return null;
  const interval = /"interval":(\d+)/.exec(data)?.[1];
  return interval === undefined ? null : Number(interval);
}
