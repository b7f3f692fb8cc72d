import { applyEvent } from './apply-event.ts';
import { isActive } from './run.ts';
import { INITIAL_RUN_STATE, type IdentifiedEvent, type RunSignal, type RunState } from './run-state.ts';
import type { StreamEvent } from './stream-event.ts';

/** Maximum number of early events that wait for missing events. Beyond it, the missing events count as lost. */
export const EARLY_LIMIT = 1_000;

/**
 * Applies one signal to the state. Events with ids are applied once and in order, even if they arrive repeated or out
 * of order. A hub without ids sends the stream from its start after each reconnect. These events are applied to a
 * second state, `replay`, so that nothing is shown twice or disappears.
 */
export function reduceRun(state: RunState, signal: RunSignal): RunState {
  switch (signal.type) {
    case 'open':
      return state.cursor === null && state.events > 0 ? { ...state, replay: INITIAL_RUN_STATE } : state;
    case 'end':
      return releaseEarly(state);
    case 'event':
      if (signal.id) return applyInOrder(state, { id: signal.id, event: signal.event });
      return state.replay
        ? applyReplayed(state, state.replay, signal.event)
        : applyEvent(state, signal.event, null);
  }
}

function applyInOrder(state: RunState, next: IdentifiedEvent): RunState {
  if (next.event.type === 'snapshot') return applyNext(state, next);
  const due = (state.cursor?.seq ?? 0) + 1;
  if (next.id.seq < due || state.early.has(next.id.seq)) return state;
  if (next.id.seq === due) return applyNext(state, next);
  const early = new Map(state.early).set(next.id.seq, next);
  const waiting = { ...state, early };
  return early.size > EARLY_LIMIT ? releaseEarly(waiting) : waiting;
}

/** Applies the next event, and then the early events that follow it. */
function applyNext(state: RunState, next: IdentifiedEvent): RunState {
  let result = applyEvent(state, next.event, next.id);
  if (result.early.size === 0) return result;
  const early = new Map(result.early);
  for (const seq of early.keys()) if (seq <= next.id.seq) early.delete(seq);
  for (let seq = next.id.seq + 1; ; seq++) {
    const waiting = early.get(seq);
    if (!waiting) return { ...result, early };
    early.delete(seq);
    result = applyEvent(result, waiting.event, waiting.id);
  }
}

function releaseEarly(state: RunState): RunState {
  let result = state;
  while (result.early.size > 0) {
    const first = Math.min(...result.early.keys());
    const missed = first - (result.cursor?.seq ?? 0) - 1;
    const waiting = result.early.get(first);
    if (!waiting) break;
    result = applyNext({ ...result, missed: result.missed + missed }, waiting);
  }
  return result;
}

function applyReplayed(state: RunState, replay: RunState, event: StreamEvent): RunState {
  const next = applyEvent(replay, event, null);
  const caughtUp = next.events >= state.events || (event.type === 'run.status' && !isActive(event.status));
  return caughtUp ? next : { ...state, replay: next };
}
