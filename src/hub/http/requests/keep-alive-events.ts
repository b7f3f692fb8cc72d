import type { Context } from 'hono';
import { KEEP_ALIVE_QUERY } from '../../../protocol/keep-alive.ts';

/** Whether a stream's client asks for keep-alive events. */
export function wantsKeepAliveEvents({ req }: Context): boolean {
  return req.query(KEEP_ALIVE_QUERY.name) === KEEP_ALIVE_QUERY.value;
}
