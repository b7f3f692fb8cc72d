import { formatEventId } from '../../protocol/event-id.ts';
import type { Run } from '../../protocol/run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../protocol/run-state.ts';
import type { Snapshot } from '../../protocol/snapshot.ts';
import { encodeEnvelope } from '../../protocol/sse-encode.ts';
import { RUN_EVENT } from '../../protocol/event-names.ts';
import type { Turns } from '../admission/turns.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { replayLog } from '../delta-log/replay-log.ts';
import { createSingleFlight } from './single-flight.ts';

/** How much of the states of runs is kept: of so many runs, and so many characters of their texts. */
const MOST_KEPT = 32;
const MOST_CHARACTERS = 16_000_000;

/** A run's state so far, for a client whose cursor the log does not know. */
export interface SnapshotFrame {
  /** Null where there is nothing in the log yet. */
  readonly frame: Buffer | null;
  /** The `seq` to go on after. */
  readonly after: number;
}

/** Takes snapshots of runs: once for all who ask at the same time, and from the last one on. */
export interface Snapshots {
  /** @param lane whose turn it is, where the log has to be read */
  of(run: RunRow, lane: string): Promise<SnapshotFrame>;
}

interface Kept {
  readonly state: RunState;
  readonly snapshot: SnapshotFrame;
  readonly characters: number;
}

/** @param turns between which a log is replayed */
export function createSnapshots(log: DeltaLog, turns: Turns): Snapshots {
  /** The last that was asked for is the last. */
  const kept = new Map<string, Kept>();
  const once = createSingleFlight<SnapshotFrame>();
  let characters = 0;

  async function knownState(runId: string): Promise<RunState> {
    const known = kept.get(runId)?.state;
    if (!known?.cursor) return INITIAL_RUN_STATE;
    const id = await log.idAt(runId, known.cursor.seq);
    return id?.attempt === known.cursor.attempt ? known : INITIAL_RUN_STATE; // it may have been swept
  }

  async function take(run: RunRow, lane: string): Promise<SnapshotFrame> {
    const known = await knownState(run.id);
    const state = await replayLog(log, run.id, known, () => turns.take(lane));
    const last = kept.get(run.id);
    return last?.state === state ? last.snapshot : keep(run, state);
  }

  function keep(run: RunRow, state: RunState): SnapshotFrame {
    const snapshot = encode(run, state);
    forget(run.id);
    kept.set(run.id, { state, snapshot, characters: sizeOf(state) });
    characters += sizeOf(state);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT && characters <= MOST_CHARACTERS) break;
      forget(oldest);
    }
    return snapshot;
  }

  function forget(runId: string): void {
    characters -= kept.get(runId)?.characters ?? 0;
    kept.delete(runId);
  }

  return { of: (run, lane) => once(run.id, () => take(run, lane)) };
}

function encode(run: RunRow, { cursor, deltas, drafts, run: seen }: RunState): SnapshotFrame {
  if (!cursor) return { frame: null, after: 0 };
  const snapshot: Snapshot = { run: seen ? asTold(seen) : toRun(run), deltas, drafts: [...drafts] };
  const frame = encodeEnvelope(formatEventId(cursor), RUN_EVENT.snapshot, JSON.stringify(snapshot));
  return { frame: Buffer.from(frame), after: cursor.seq };
}

/** A run that was read from the log, as the API gives it. */
function asTold(seen: Run): Run {
  return seen.status === 'awaiting_tools' ? { ...seen, status: 'requires_action' } : seen;
}

/** The characters of a state, and of its frame, which holds the drafts again. */
function sizeOf({ drafts }: RunState): number {
  return drafts.reduce((sum, { text }) => sum + 2 * text.length, 0);
}
