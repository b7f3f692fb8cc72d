import { parseEventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { FRAMINGS, type Framing } from './framing.ts';
import { sweptEnvelopeFrames, sweptOpenAiFrames, UNKNOWN_CURSOR } from './swept-run.ts';
import { LOG_ORDER, SkipToCursor, type Sequencer } from './sequencer.ts';
import type { Snapshots } from './snapshots.ts';

/** A request for the stream of a run. */
export interface StreamRequest {
  run: RunRow;
  /** The account that asks: long reads are scheduled fairly between accounts. */
  accountId: string;
  framing: Framing;
  /** The id of the last event that the client has seen; null if it has seen none. */
  cursor: string | null;
  /** The `seq` after which the stream begins, if the hub chooses it, as for a run that has been continued. */
  after?: number | null;
  /** Whether the client wants keep-alive events as well as comments. */
  keepAliveEvents?: boolean;
}

interface StreamStartDependencies {
  db: Database;
  log: DeltaLog;
  snapshots: Snapshots;
  /** Single flight for the streams of runs whose logs have been swept. */
  sweptStreams: (key: string, work: () => Promise<Buffer>) => Promise<Buffer>;
}

/** How a stream begins: with all of its frames, or with a position in the log to continue from. */
export type StreamStart = { all: Buffer } | { first: Buffer | null; after: number; sequencer: Sequencer };

/**
 * Finds where a stream begins. If the log has the cursor's event, the stream continues with the next event. If the
 * log does not have that event, or has been swept, an EventSource gets a snapshot to continue from. OpenAI's clients
 * do not know snapshots, and get an error.
 */
export async function findStreamStart(
  { db, log, snapshots, sweptStreams }: StreamStartDependencies,
  { run, accountId, framing, cursor, after: from = null }: StreamRequest,
): Promise<StreamStart> {
  if (from !== null) return { first: null, after: from, sequencer: FRAMINGS[framing].start() };
  const hasEnded = run.lastEventId !== null;
  const sweptEnd = hasEnded && !(await log.idAt(run.id, 1)) ? run.lastEventId : null;
  const after = sweptEnd === null ? await knownSeq(log, run.id, cursor) : null;
  if (framing === 'openai') {
    if (sweptEnd !== null && !cursor) {
      return { all: await sweptStreams(`openai ${run.id}`, () => sweptOpenAiFrames(db, run)) };
    }
    if (after === null) return { all: UNKNOWN_CURSOR };
    const start = FRAMINGS.openai.start();
    return { first: null, after: 0, sequencer: cursor ? new SkipToCursor(start, cursor) : start };
  }
  if (sweptEnd !== null) {
    return { all: await sweptStreams(`envelope ${run.id}`, () => sweptEnvelopeFrames(db, run, sweptEnd)) };
  }
  if (after !== null) return { first: null, after, sequencer: LOG_ORDER };
  const snapshot = await snapshots.of(run, accountId);
  return { first: snapshot.frame, after: snapshot.after, sequencer: LOG_ORDER };
}

/** The largest integer of the database. */
const HIGHEST_SEQ = 2_147_483_647;

/**
 * Returns the cursor's `seq`; null if the log does not have that event. Without a cursor, returns 0, the position
 * before the first event.
 */
async function knownSeq(log: DeltaLog, runId: string, cursor: string | null): Promise<number | null> {
  if (cursor === null || cursor === '') return 0;
  const id = parseEventId(cursor);
  if (!id || id.seq > HIGHEST_SEQ) return null;
  const known = await log.idAt(runId, id.seq);
  return known?.attempt === id.attempt ? id.seq : null;
}
