import { RUN_EVENT } from './event-names.ts';

/** The query parameter with which a client of envelopes requests keep-alive events, and its value. */
export const KEEP_ALIVE_QUERY = { name: 'keep_alive', value: 'event' } as const;

/** Prefix of a keep-alive event's data. Clients compare it with each event, so the comparison has to be cheap. */
const START = `{"event":"${RUN_EVENT.keepAlive}"`;

/** Returns the interval of a keep-alive event, in milliseconds; null for the data of any other event. */
export function readKeepAlive(data: string): number | null {
  if (!data.startsWith(START)) return null;
  const interval = /"interval":(\d+)/.exec(data)?.[1];
  return interval === undefined ? null : Number(interval);
}
