import { parseEventId } from '../../protocol/event-id.ts';
import type { Database } from '../db/database.ts';
import type { RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { sweptFrames } from './envelope-frames.ts';
import { FRAMINGS, type Framing } from './framing.ts';
import { retoldFrames, UNKNOWN_CURSOR } from './openai-frames.ts';
import { inOrder, type Sequencer } from './sequencer.ts';
import { Skipping } from './skipping.ts';
import type { Snapshots } from './snapshots.ts';

/** Who wants to see which run, how, and from where on. */
export interface Viewer {
  run: RunRow;
  /** The account that asks: accounts take turns where much has to be read. */
  accountId: string;
  framing: Framing;
  /** The id of the last event that the client has seen; null for one that has seen none. */
  cursor: string | null;
  /** The `seq` after which its stream begins, where that is no client's cursor: a run continues there. */
  after?: number | null;
  /** Whether it wants keep-alive events besides the comments. */
  keepAliveEvents?: boolean;
}

/** What the beginnings of streams are made from. */
interface OpeningDependencies {
  db: Database;
  log: DeltaLog;
  snapshots: Snapshots;
  /** Shares what is told of runs whose logs have been swept. */
  retellings: (key: string, work: () => Promise<Buffer>) => Promise<Buffer>;
}

/** How a viewer's stream begins: with all there is to say, or with a place in the log to go on from. */
export type Opening = { all: Buffer } | { first: Buffer | null; after: number; sequencer: Sequencer };

/**
 * Where a viewer's stream begins. After a cursor that the log knows it goes on with the event that follows.
 * Where the log does not know it, or is swept, an EventSource gets a snapshot to go on from; OpenAI's clients
 * know no such thing, and get an error.
 */
export async function openingOf(
  { db, log, snapshots, retellings }: OpeningDependencies,
  { run, accountId, framing, cursor, after: from = null }: Viewer,
): Promise<Opening> {
  if (from !== null) return { first: null, after: from, sequencer: FRAMINGS[framing].start() };
  const hasEnded = run.lastEventId !== null;
  const sweptEnd = hasEnded && !(await log.idAt(run.id, 1)) ? run.lastEventId : null;
  const after = sweptEnd === null ? await knownSeq(log, run.id, cursor) : null;
  if (framing === 'openai') {
    if (sweptEnd !== null && !cursor) {
      return { all: await retellings(`openai ${run.id}`, () => retoldFrames(db, run)) };
    }
    if (after === null) return { all: UNKNOWN_CURSOR };
    const start = FRAMINGS.openai.start();
    return { first: null, after: 0, sequencer: cursor ? new Skipping(start, cursor) : start };
  }
  if (sweptEnd !== null) {
    return { all: await retellings(`envelope ${run.id}`, () => sweptFrames(db, run, sweptEnd)) };
  }
  if (after !== null) return { first: null, after, sequencer: inOrder };
  const snapshot = await snapshots.of(run, accountId);
  return { first: snapshot.frame, after: snapshot.after, sequencer: inOrder };
}

/** What the database's integers go up to. */
const HIGHEST_SEQ = 2_147_483_647;

/** The cursor's place in the log; null where the log does not know it. No cursor is the place before the first event. */
async function knownSeq(log: DeltaLog, runId: string, cursor: string | null): Promise<number | null> {
  if (cursor === null || cursor === '') return 0;
  const id = parseEventId(cursor);
  if (!id || id.seq > HIGHEST_SEQ) return null;
  const known = await log.idAt(runId, id.seq);
  return known?.attempt === id.attempt ? id.seq : null;
}
