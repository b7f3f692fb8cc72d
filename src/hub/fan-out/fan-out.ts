import type { ServerResponse } from 'node:http';
import { encodeKeepAlive } from '../../protocol/keep-alive.ts';
import { createTurns } from '../admission/turns.ts';
import type { Database } from '../db/database.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import type { StreamKind } from '../observability/metrics.ts';
import type { StreamWatch } from '../observability/watch-streams.ts';
import { QueuedStream, type EventStream } from './event-stream.ts';
import { FRAMINGS, type Framing } from './framing.ts';
import { openingOf, type Viewer } from './opening.ts';
import { Pulse } from './pulse.ts';
import { RunFeed } from './run-feed.ts';
import { RunViewer } from './run-viewer.ts';
import { createSingleFlight } from './single-flight.ts';
import { createSnapshots } from './snapshots.ts';
import { hasLeft, SseResponse, type SseClient } from './sse-response.ts';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.ts';

/** How many slices of logs are read to viewers that are behind, in one turn of the event loop. */
const SLICES_PER_TURN = 8;

/** Headers that a response bears besides those of an SSE stream. Their names are in lower case. */
type HeaderRecord = Readonly<Record<string, string>>;

/** Writes streams to any number of clients, straight to Node's responses. */
export interface FanOut {
  /**
   * Takes a response over for a run's stream: headers and `retry` at once, then what follows the cursor, then
   * what is appended, to the terminal event. Never throws; a stream that cannot go on breaks off.
   * @returns a function that ends the stream before that
   */
  serve(response: ServerResponse, viewer: Viewer, headers?: HeaderRecord): () => void;
  /**
   * Takes a response over for a stream whose frames are sent by the caller.
   * @param keepAliveEvents whether its client wants keep-alive events besides the comments
   */
  openEventStream(response: ServerResponse, headers: HeaderRecord, keepAliveEvents: boolean): EventStream;
  /** How many streams are open. */
  readonly open: number;
  /** Breaks all streams off, and those that are opened from now on. */
  close(): void;
}

interface FanOutOptions {
  db: Database;
  log: DeltaLog;
  limits?: Partial<StreamLimits>;
  /** Gives what is told of a stream that opens. */
  watch?: (kind: StreamKind, details?: Record<string, string>) => StreamWatch;
  report: (problem: string, error: unknown) => void;
  /** Between 0 and 1, as `Math.random` gives it. */
  random?: () => number;
}

/** Nobody watches anything, to begin with. */
export function createFanOut(options: FanOutOptions): FanOut {
  const { db, log, watch, report, random = Math.random } = options;
  const limits = { ...STREAM_LIMITS, ...options.limits };
  const pulse = new Pulse(limits.keepAliveInterval);
  const keepAlive = Buffer.from(encodeKeepAlive(limits.keepAliveInterval));
  const feeds = new Map<string, RunFeed>();
  const turns = createTurns(SLICES_PER_TURN);
  const snapshots = createSnapshots(log, turns);
  const retellings = createSingleFlight<Buffer>();
  let isClosed = false;

  /** @param keepAlives `at once`: the first one tells the client how often they come */
  function opener(
    response: ServerResponse,
    headers: HeaderRecord,
    keepAlives: 'comments' | 'events' | 'events at once',
  ) {
    const { least, most } = limits.retry;
    const retry = Math.round(least + random() * (most - least));
    return (client: SseClient) => {
      const sign = keepAlives === 'comments' ? undefined : keepAlive;
      const stream = new SseResponse(response, headers, client, pulse, limits, retry, sign);
      if (isClosed) stream.cut('shutdown');
      else if (hasLeft(response))
        stream.cut('left'); // before it was answered
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
      turns,
      onFailure: (error) => report(`The stream of run ${runId} broke off`, error),
      onDeserted: () => feeds.delete(key),
    });
    feeds.set(key, feed);
    return feed;
  }

  async function begin(client: RunViewer, viewer: Viewer): Promise<void> {
    const { run, framing } = viewer;
    try {
      const opening = await openingOf({ db, log, snapshots, retellings }, viewer);
      if (!client.isReady) return; // it has left
      if ('all' in opening) {
        client.end(opening.all);
        return;
      }
      if (opening.first) client.write(opening.first);
      feedOf(run.id, framing).add(client, opening.after, opening.sequencer);
    } catch (error) {
      report(`The stream of run ${run.id} broke off`, error);
      client.cut('failed');
    }
  }

  return {
    serve(response, viewer, headers = {}) {
      const { run, accountId, framing, cursor, keepAliveEvents = false } = viewer;
      try {
        const isFirst = cursor === null; // a client that reconnects knows it already
        const keepAlives = !keepAliveEvents ? 'comments' : isFirst ? 'events at once' : 'events';
        const open = opener(response, headers, keepAlives);
        const client = new RunViewer(open, watch?.('run', { run: run.id, framing }), accountId);
        void begin(client, viewer);
        return () => client.endEarly();
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
      return pulse.open;
    },
    close() {
      isClosed = true;
      for (const stream of pulse) stream.cut('shutdown');
    },
  };
}
