import { Hono } from 'hono';
import { encodeRetry } from '../../protocol/sse-encode.ts';
import { notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { findRun } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { EVENT_STREAM_HEADERS, eventStream } from './event-stream.ts';
import { runFrames } from './run-frames.ts';

/** How long an EventSource waits before it reconnects, in milliseconds. */
const RETRY = 1_500;

interface StreamDependencies {
  db: Database;
  log: DeltaLog;
  report: (problem: string, error: unknown) => void;
}

/**
 * `GET /threads/{thread}/stream/{run}`: the run's events in envelopes, from the cursor on, for as many
 * clients as like. The cursor is the `Last-Event-ID` header, or `?last_event_id=`.
 */
export function streamRoutes({ db, log, report }: StreamDependencies): Hono {
  return new Hono().get('/threads/:thread/stream/:run', async (context) => {
    const { thread, run: id } = context.req.param();
    const run = await findRun(db, thread, id);
    if (!run) throw notFound('run', id);
    if (context.req.method === 'HEAD') return context.body(null, 200, EVENT_STREAM_HEADERS);
    const cursor = context.req.header('last-event-id') ?? context.req.query('last_event_id') ?? null;
    if (cursor !== null && cursor === run.lastEventId) return context.body(null, 204);
    return eventStream(
      encodeRetry(RETRY),
      (signal) => runFrames({ db, log }, run, cursor, signal),
      (error) => report(`The stream of run ${id} broke off`, error),
    );
  });
}
