import { formatEventId } from '../../protocol/event-id.ts';
import { apiStatus, type Run } from '../../protocol/run.ts';
import { INITIAL_RUN_STATE, type RunState, type Thought, type ToolStep } from '../../protocol/run-state.ts';
import type { ToolCall } from '../../protocol/run-step.ts';
import type { Snapshot } from '../../protocol/snapshot.ts';
import { RUN_EVENT } from '../../protocol/event-names.ts';
import { encodeEnvelope } from '../../protocol/sse-encode.ts';
import type { SliceScheduler } from '../admission/slice-scheduler.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import type { DeltaLog } from '../delta-log/delta-log.ts';
import { replayLog } from '../delta-log/replay-log.ts';
import { createSingleFlight } from './single-flight.ts';

/** Maximum number of runs whose state is cached, and maximum size of their states, in characters. */
const MAX_KEPT = 32;
const MAX_CHARACTERS = 16_000_000;

/** A run's state so far, for a client whose cursor is not in the log. */
export interface SnapshotFrame {
  /** Null if the log is empty. */
  readonly frame: Buffer | null;
  /** The stream continues after this `seq`. */
  readonly after: number;
}

/**
 * Takes snapshots of runs. Concurrent requests share one snapshot. Each snapshot continues from the state of the last
 * one.
 */
export interface Snapshots {
  /** @param lane the lane in which the log is read */
  of(run: RunRow, lane: string): Promise<SnapshotFrame>;
}

interface Kept {
  readonly state: RunState;
  readonly snapshot: SnapshotFrame;
  readonly characters: number;
}

/** @param scheduler schedules the slices of replays */
export function createSnapshots(log: DeltaLog, scheduler: SliceScheduler): Snapshots {
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  const once = createSingleFlight<SnapshotFrame>();
  let characters = 0;

  async function knownState(runId: string): Promise<RunState> {
    const known = kept.get(runId)?.state;
    if (!known?.cursor) return INITIAL_RUN_STATE;
    const id = await log.idAt(runId, known.cursor.seq);
    return id?.attempt === known.cursor.attempt ? known : INITIAL_RUN_STATE; // the log may have been swept
  }

  async function take(run: RunRow, lane: string): Promise<SnapshotFrame> {
    const known = await knownState(run.id);
    const state = await replayLog(log, run.id, known, () => scheduler.nextSlice(lane));
    const last = kept.get(run.id);
    return last?.state === state ? last.snapshot : keep(run, state);
  }

  function keep(run: RunRow, state: RunState): SnapshotFrame {
    const snapshot = encode(run, state);
    forget(run.id);
    kept.set(run.id, { state, snapshot, characters: sizeOf(state) });
    characters += sizeOf(state);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT && characters <= MAX_CHARACTERS) break;
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

/** Maximum length of the thoughts and steps that have ended, in a snapshot, in characters. */
const MAX_ENDED = 4_000_000;

/**
 * Returns the thoughts and steps of a snapshot. The oldest that have ended are left out if they are too long: clients
 * fetch them with the messages and steps. What is still growing stays, because deltas add to it.
 */
function bounded(
  thoughts: readonly Thought[],
  steps: readonly ToolStep[],
): Pick<Snapshot, 'thoughts' | 'steps'> {
  let room = MAX_ENDED;
  const fits = (size: number) => (room -= size) >= 0;
  const keptSteps = steps
    .toReversed()
    .filter((step) => step.status === 'in_progress' || fits(sizeOfStep(step)));
  const keptThoughts = thoughts.toReversed().filter(({ isOpen, text }) => isOpen || fits(text.length));
  return {
    thoughts: keptThoughts.toReversed(),
    steps: keptSteps
      .toReversed()
      .map((step) => ({ ...step, calls: Array.from(step.calls, (call) => call ?? NO_CALL) })),
  };
}

function sizeOfStep({ calls, question }: ToolStep): number {
  return calls.reduce(
    (sum, { function: called }) => sum + called.arguments.length + (called.output?.length ?? 0),
    question ? JSON.stringify(question).length : 0,
  );
}

/** A call of which nothing has arrived, although a later call of its step has begun. */
const NO_CALL: ToolCall = { id: '', type: 'function', function: { name: '', arguments: '', output: null } };

function encode(run: RunRow, state: RunState): SnapshotFrame {
  const { cursor, deltas, drafts, thoughts, steps, run: seen } = state;
  if (!cursor) return { frame: null, after: 0 };
  const snapshot: Snapshot = {
    run: seen ? toApiRun(seen) : toRun(run),
    deltas,
    drafts: [...drafts],
    ...bounded(thoughts, steps),
  };
  const frame = encodeEnvelope(formatEventId(cursor), RUN_EVENT.snapshot, JSON.stringify(snapshot));
  return { frame: Buffer.from(frame), after: cursor.seq };
}

/** Returns a run that was read from the log, in the form of the API. */
function toApiRun(seen: Run): Run {
  return { ...seen, status: apiStatus(seen.status) };
}

/** Returns the size of a state and of its frame, in characters. The frame contains all texts again. */
function sizeOf({ drafts, thoughts, steps }: RunState): number {
  const texts = [...drafts, ...thoughts].reduce((sum, { text }) => sum + text.length, 0);
  return 2 * steps.reduce((sum, step) => sum + sizeOfStep(step), texts);
}
