import { formatEventId, parseEventId } from '../../protocol/event-id.ts';
import type { Snapshot } from '../../protocol/snapshot.ts';
import { encodeEnvelope } from '../../protocol/sse-encode.ts';
import type { Database } from '../db/database.ts';
import { allMessages } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import type { DeltaLog, LogEntry } from '../delta-log/delta-log.ts';
import { followLog } from '../delta-log/follow-log.ts';
import { replayLog } from '../delta-log/replay-log.ts';

interface RunFramesDependencies {
  db: Database;
  log: DeltaLog;
}

/**
 * The frames of a run's envelope stream. After a cursor that the log knows they go on with the event that
 * follows it; a cursor that it does not know, or that is gone with the log, gets a snapshot to go on from.
 */
export async function* runFrames(
  dependencies: RunFramesDependencies,
  run: RunRow,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { log } = dependencies;
  const isSwept = run.lastEventId !== null && !(await log.idAt(run.id, 1));
  if (isSwept) {
    yield* sweptRunFrames(dependencies, run);
    return;
  }
  let after = await knownSeq(log, run.id, cursor);
  if (after === null) {
    const { state, snapshot } = await takeSnapshot(log, run);
    after = state.cursor?.seq ?? 0;
    if (state.cursor)
      yield encodeEnvelope(formatEventId(state.cursor), 'hub.snapshot', JSON.stringify(snapshot));
  }
  for await (const entries of followLog(log, run.id, after, signal)) {
    yield entries.map(frameOf).join('');
  }
}

/** The cursor's place in the log; null where the log does not know it. No cursor is the place before the first event. */
async function knownSeq(log: DeltaLog, runId: string, cursor: string | null): Promise<number | null> {
  if (cursor === null || cursor === '') return 0;
  const id = parseEventId(cursor);
  if (!id) return null;
  const known = await log.idAt(runId, id.seq);
  return known?.attempt === id.attempt ? id.seq : null;
}

async function takeSnapshot(log: DeltaLog, run: RunRow) {
  const state = await replayLog(log, run.id);
  const snapshot: Snapshot = {
    run: state.run ?? toRun(run),
    deltas: state.deltas,
    drafts: [...state.drafts],
  };
  return { state, snapshot };
}

/**
 * A run whose log has been swept: how it ended, and the messages that stay. These bear the snapshot's id: a
 * client that goes by ids takes the snapshot as its word to fetch them, and one that does not reads them here.
 */
async function* sweptRunFrames({ db }: RunFramesDependencies, run: RunRow): AsyncGenerator<string> {
  const last = parseEventId(run.lastEventId ?? '');
  if (!last) return;
  const before = formatEventId({ ...last, seq: last.seq - 1 });
  const snapshot: Snapshot = { run: toRun(run), deltas: run.deltas ?? 0, drafts: [] };
  yield encodeEnvelope(before, 'hub.snapshot', JSON.stringify(snapshot));
  for (const message of await allMessages(db, { runId: run.id })) {
    yield encodeEnvelope(before, `thread.message.${message.status}`, JSON.stringify(message));
  }
  yield encodeEnvelope(formatEventId(last), `thread.run.${run.status}`, JSON.stringify(toRun(run)));
}

const frames = new WeakMap<LogEntry, string>();

/** An entry's frame, made once for all of the run's viewers. */
function frameOf(entry: LogEntry): string {
  const known = frames.get(entry);
  if (known !== undefined) return known;
  const frame = encodeEnvelope(formatEventId(entry.id), entry.event, entry.data);
  frames.set(entry, frame);
  return frame;
}
