import type { ServerResponse } from 'node:http';
import { encodeKeepAlive } from '../../protocol/keep-alive-encode.ts';
import { createSliceScheduler } from '../admission/slice-scheduler.ts';
import type { Database } from '../db/database.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import type { StreamKind } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import { QueuedStream, type EventStream } from './event-stream.ts';
import { FRAMINGS, type Framing } from './framing.ts';
import { findStreamStart, type StreamRequest } from './stream-start.ts';
import { StreamTimer } from './stream-timer.ts';
import { RunFeed } from './run-feed.ts';
import { RunViewer } from './run-viewer.ts';
import { createSingleFlight } from './single-flight.ts';
import { createSnapshots } from './snapshots.ts';
import { hasLeft, SseResponse, type SseClient } from './sse-response.ts';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.ts';

/** Maximum number of log slices read for viewers that lag behind, per turn of the event loop. */
const SLICES_PER_TURN = 8;

/** Response headers besides those of an SSE stream, with lower-case names. */
type HeaderRecord = Readonly<Record<string, string>>;

/** Writes streams to any number of clients, directly to Node's responses. */
export interface FanOut {
  /**
   * Streams a run to a response: headers and `retry` at once, then the events after the cursor, then new events up to
   * the terminal one. Never throws: if the stream fails, its connection is closed.
   * @returns a function that ends the stream early
   */
  serve(response: ServerResponse, request: StreamRequest, headers?: HeaderRecord): () => void;
  /**
   * Opens a stream on a response. The caller sends its frames.
   * @param keepAliveEvents whether the client wants keep-alive events as well as comments
   */
  openEventStream(response: ServerResponse, headers: HeaderRecord, keepAliveEvents: boolean): EventStream;
  /** Number of open streams. */
  readonly open: number;
  /** Closes the connections of all streams, and of streams that are opened later. */
  close(): void;
}

interface FanOutOptions {
  db: Database;
  log: DeltaLog;
  limits?: Partial<StreamLimits>;
  /** Called when a stream opens; returns the observer of that stream. */
  watch?: (kind: StreamKind, details?: Record<string, string>) => StreamWatch;
  report: (problem: string, error: unknown) => void;
  /** Returns a number between 0 and 1, like `Math.random`. */
  random?: () => number;
}

/** Creates a fan-out without streams. */
export function createFanOut(options: FanOutOptions): FanOut {
  const { db, log, watch, report, random = Math.random } = options;
  const limits = { ...STREAM_LIMITS, ...options.limits };
  const timer = new StreamTimer(limits.keepAliveInterval);
  const keepAlive = Buffer.from(encodeKeepAlive(limits.keepAliveInterval));
  const feeds = new Map<string, RunFeed>();
  const scheduler = createSliceScheduler(SLICES_PER_TURN);
  const snapshots = createSnapshots(log, scheduler);
  const sweptStreams = createSingleFlight<Buffer>();
  let isClosed = false;

  /** @param keepAlives `events at once`: the first keep-alive event tells the client their interval */
  function opener(
    response: ServerResponse,
    headers: HeaderRecord,
    keepAlives: 'comments' | 'events' | 'events at once',
  ) {
    const { min, max } = limits.retry;
    const retry = Math.round(min + random() * (max - min));
    return (client: SseClient) => {
      const quietFrame = keepAlives === 'comments' ? undefined : keepAlive;
      const stream = new SseResponse(response, headers, client, timer, limits, retry, quietFrame);
      if (isClosed) stream.cut('shutdown');
      else if (hasLeft(response))
        stream.cut('left'); // the client left before it was answered
      else if (keepAlives === 'events at once') stream.write(keepAlive);
      return stream;
    };
  }

  function feedOf(runId: string, framing: Framing): RunFeed {
    const key = `${framing} ${runId}`;
    const known = feeds.get(key);
    if (known) return known;
    const feed = new RunFeed({
      log,
      runId,
      rules: FRAMINGS[framing],
      limits,
      scheduler,
      onFailure: (error) => report(`The stream of run ${runId} failed`, error),
      onEmpty: () => feeds.delete(key),
    });
    feeds.set(key, feed);
    return feed;
  }

  async function begin(viewer: RunViewer, request: StreamRequest): Promise<void> {
    const { run, framing } = request;
    try {
      const streamStart = await findStreamStart({ db, log, snapshots, sweptStreams }, request);
      if (!viewer.isReady) return; // the client has left
      if ('all' in streamStart) {
        viewer.end(streamStart.all);
        return;
      }
      if (streamStart.first) viewer.write(streamStart.first);
      feedOf(run.id, framing).add(viewer, streamStart.after, streamStart.sequencer);
    } catch (error) {
      report(`The stream of run ${run.id} failed`, error);
      viewer.cut('failed');
    }
  }

  return {
    serve(response, request, headers = {}) {
      const { run, accountId, framing, cursor, keepAliveEvents = false } = request;
      try {
        const isFirst = cursor === null; // a client that reconnects knows the interval already
        const keepAlives = !keepAliveEvents ? 'comments' : isFirst ? 'events at once' : 'events';
        const open = opener(response, headers, keepAlives);
        const viewer = new RunViewer(open, watch?.('run', { run: run.id, framing }), accountId);
        void begin(viewer, request);
        return () => viewer.endEarly();
      } catch (error) {
        report(`The stream of run ${run.id} could not be opened`, error);
        response.destroy();
        return () => undefined;
      }
    },
    openEventStream(response, headers, keepAliveEvents) {
      const open = opener(response, headers, keepAliveEvents ? 'events at once' : 'comments');
      return new QueuedStream(open, watch?.('events'), limits.missedLimit);
    },
    get open() {
      return timer.open;
    },
    close() {
      isClosed = true;
      for (const stream of timer) stream.cut('shutdown');
    },
  };
}
