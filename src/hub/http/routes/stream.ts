import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import type { Database } from '../../db/database.ts';
import type { FanOut } from '../../fan-out/fan-out.ts';
import { EVENT_STREAM_HEADERS } from '../../fan-out/stream-limits.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Limiter } from '../../limits/limiter.ts';
import { responseHeaders } from '../security/response-headers.ts';
import { askedFraming } from '../validation/stream-options.ts';
import { namedRun } from '../middleware/own-thread.ts';
import { wantsKeepAliveEvents } from '../validation/stream-options.ts';
import { putOff, takeStream } from '../limits/stream-cap.ts';
import { LAST_EVENT_ID_HEADER, LAST_EVENT_ID_PARAMETER } from '../../../protocol/request-names.ts';

interface StreamDependencies {
  db: Database;
  fanOut: FanOut;
  streams: Limiter;
}

/**
 * `GET /threads/{thread}/stream/{run}`: the run's events, from the cursor on, for as many clients as like: in
 * envelopes, or as OpenAI's clients read them with `?format=openai`. The cursor is the `Last-Event-ID` header,
 * `?lastEventId=` or `?last_event_id=`. With `?keep_alive=event` a client of envelopes gets keep-alive events while it is quiet: one of
 * OpenAI's could fail on an event that it does not know.
 */
export function streamRoutes({ db, fanOut, streams }: StreamDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>().get('/:run', async (context) => {
    const framing = askedFraming(context);
    const run = await namedRun(db, context);
    if (context.req.method === 'HEAD') return context.body(null, 200, EVENT_STREAM_HEADERS);
    const cursor = cursorOf(context);
    if (cursor !== null && cursor === run.lastEventId) return context.body(null, 204);
    if (!takeStream(context, streams)) return putOff(context);
    const keepAliveEvents = framing === 'envelope' && wantsKeepAliveEvents(context);
    const viewer = { run, accountId: context.var.account.id, framing, cursor, keepAliveEvents };
    const end = fanOut.serve(context.env.outgoing, viewer, responseHeaders(context));
    // A client of OpenAI's would take an end for that of the run: its connection is broken off.
    if (framing === 'envelope') context.var.answer?.closeWith(end);
    return RESPONSE_ALREADY_SENT;
  });
}

/**
 * The id of the last event that the client has; null if it has none. A client that reconnects by itself repeats the original
 * address, with its `last_event_id`, and adds a newer cursor as a header, or as `lastEventId`: so these take precedence.
 */
function cursorOf({ req }: Context): string | null {
  return (
    req.header(LAST_EVENT_ID_HEADER) ??
    req.queries('lastEventId')?.at(-1) ??
    req.query(LAST_EVENT_ID_PARAMETER) ??
    null
  );
}
