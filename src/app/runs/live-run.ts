import type { StreamSignal } from '../../client/run-stream.ts';
import { reduceRun } from '../../protocol/reduce-run.ts';
import type { Run } from '../../protocol/run.ts';
import { INITIAL_RUN_STATE, type RunSignal, type RunState } from '../../protocol/run-state.ts';

/** The state of a run's stream. `interrupted`: the client has stopped trying before the run ended. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'interrupted' | 'ended';

/** A run that this tab follows. Times are milliseconds since 1970. */
export interface LiveRun {
  readonly threadId: string;
  readonly assistantId: string;
  readonly state: RunState;
  readonly connection: Connection;
  readonly reconnects: number;
  readonly startedAt: number;
  readonly firstDeltaAt: number | null;
  readonly lastDeltaAt: number | null;
  /** Number of events with incomplete data. After such an event, the messages must be fetched. */
  readonly refetches: number;
}

/** Maximum difference at which the hub's clock and this clock count as equal, in milliseconds. */
const CLOCK_SLACK = 2_000;

/** Creates the state of a run before its first event. */
export function createLiveRun(run: Run, now: number): LiveRun {
  const createdAt = run.created_at * 1000;
  return {
    threadId: run.thread_id,
    assistantId: run.assistant_id,
    state: INITIAL_RUN_STATE,
    connection: 'connecting',
    reconnects: 0,
    startedAt: now - createdAt > CLOCK_SLACK ? createdAt : now,
    firstDeltaAt: null,
    lastDeltaAt: null,
    refetches: 0,
  };
}

/** Applies one signal of the stream. `now`: time of its arrival. */
export function applySignal(live: LiveRun, signal: StreamSignal, now: number): LiveRun {
  if (signal.type === 'lost') return { ...live, connection: 'reconnecting' };
  const state = reduceRun(live.state, signal);
  if (signal.type === 'open') {
    const again = live.connection === 'reconnecting' && live.state.events > 0 ? 1 : 0;
    return { ...live, state, connection: 'live', reconnects: live.reconnects + again };
  }
  const arrived = state.deltas > live.state.deltas;
  // No spread here, because it is slower, and this runs for every delta.
  return {
    threadId: live.threadId,
    assistantId: live.assistantId,
    state,
    connection: live.connection,
    reconnects: live.reconnects,
    startedAt: live.startedAt,
    firstDeltaAt: arrived ? (live.firstDeltaAt ?? now) : live.firstDeltaAt,
    lastDeltaAt: arrived ? now : live.lastDeltaAt,
    refetches: live.refetches + (needsFetch(signal) ? 1 : 0),
  };
}

function needsFetch(signal: RunSignal): boolean {
  if (signal.type !== 'event') return false;
  return (
    signal.event.type === 'snapshot' ||
    (signal.event.type === 'message.ended' && signal.event.message === null)
  );
}
