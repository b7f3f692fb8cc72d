import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import type { Database } from '../../db/database.ts';
import type { FanOut } from '../../fan-out/fan-out.ts';
import { EVENT_STREAM_HEADERS } from '../../fan-out/stream-limits.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Limiter } from '../../limits/limiter.ts';
import { responseHeaders } from '../security/response-headers.ts';
import { namedRun } from '../middleware/own-thread.ts';
import { framingOf, wantsKeepAliveEvents } from '../validation/stream-options.ts';
import { postpone, takeStream } from '../limits/stream-cap.ts';
import { LAST_EVENT_ID_HEADER, LAST_EVENT_ID_PARAMETER } from '../../../protocol/request-names.ts';

interface StreamDependencies {
  db: Database;
  fanOut: FanOut;
  streams: Limiter;
}

/**
 * `GET /threads/{thread}/stream/{run}` streams the run's events after the cursor to any number of clients: in
 * envelopes, or in OpenAI's framing with `?format=openai`. The cursor is the `Last-Event-ID` header,
 * `?lastEventId=` or `?last_event_id=`. With `?keep_alive=event`, a client of envelopes gets keep-alive events
 * while there is no data. OpenAI's clients do not, because one could fail on an unknown event.
 */
export function streamRoutes({ db, fanOut, streams }: StreamDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>().get('/:run', async (context) => {
    const framing = framingOf(context);
    const run = await namedRun(db, context);
    if (context.req.method === 'HEAD') return context.body(null, 200, EVENT_STREAM_HEADERS);
    const cursor = cursorOf(context);
    if (cursor !== null && cursor === run.lastEventId) return context.body(null, 204);
    if (!takeStream(context, streams)) return postpone(context);
    const keepAliveEvents = framing === 'envelope' && wantsKeepAliveEvents(context);
    const viewer = { run, accountId: context.var.account.id, framing, cursor, keepAliveEvents };
    const end = fanOut.serve(context.env.outgoing, viewer, responseHeaders(context));
    // When the session ends, this stream ends. An OpenAI client would take that for the end of the run, so its
    // connection is destroyed instead.
    if (framing === 'envelope') context.var.answer?.closeWith(end);
    return RESPONSE_ALREADY_SENT;
  });
}

/**
 * Returns the id of the last event that the client has; null if it has none. A client that reconnects by itself
 * repeats its original URL, with the old `last_event_id`, and adds a newer cursor as a header or as `lastEventId`. So
 * the header and `lastEventId` take precedence.
 */
function cursorOf({ req }: Context): string | null {
  return (
    req.header(LAST_EVENT_ID_HEADER) ??
    req.queries('lastEventId')?.at(-1) ??
    req.query(LAST_EVENT_ID_PARAMETER) ??
    null
  );
}
