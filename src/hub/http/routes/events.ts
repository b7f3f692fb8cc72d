import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { encodeEnvelope } from '../../../protocol/sse-encode.ts';
import type { AccountEvents } from '../../accounts/account-events.ts';
import type { FanOut } from '../../fan-out/fan-out.ts';
import { EVENT_STREAM_HEADERS } from '../../fan-out/stream-limits.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Limiter } from '../../limits/limiter.ts';
import { responseHeaders } from '../security/response-headers.ts';
import { wantsKeepAliveEvents } from '../validation/stream-options.ts';
import { postpone, takeStream } from '../limits/stream-cap.ts';

interface EventRoutesDependencies {
  accountEvents: AccountEvents;
  fanOut: FanOut;
  streams: Limiter;
}

/**
 * `GET /events` streams the events of the account's threads, in envelopes without ids. Nothing is stored: a client
 * that reconnects must fetch everything again.
 */
export function eventRoutes({ accountEvents, fanOut, streams }: EventRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>().get('/', (context) => {
    const { account } = context.var;
    if (context.req.method === 'HEAD') return context.body(null, 200, EVENT_STREAM_HEADERS);
    if (!takeStream(context, streams)) return postpone(context);
    const stream = fanOut.openEventStream(
      context.env.outgoing,
      responseHeaders(context),
      wantsKeepAliveEvents(context),
    );
    context.var.answer?.closeWith(() => stream.end());
    stream.onClose(
      accountEvents.subscribe(account.id, ({ event, data }) =>
        stream.send(encodeEnvelope(null, event, JSON.stringify(data))),
      ),
    );
    return RESPONSE_ALREADY_SENT;
  });
}
