import { applyEvent } from './apply-event.ts';
import { isActive } from './run.ts';
import { INITIAL_RUN_STATE, type IdentifiedEvent, type RunSignal, type RunState } from './run-state.ts';
import type { StreamEvent } from './stream-event.ts';

/** How many early events are kept before what they wait for is taken as lost. */
export const EARLY_LIMIT = 1_000;

/**
 * Takes one signal into the state. Events that bear ids count once each and in their order, however
 * they come; a hub without ids starts over after each reconnect, and so does a second state in the
 * background, so that nothing is ever shown twice or taken away.
 */
export function reduceRun(state: RunState, signal: RunSignal): RunState {
  switch (signal.type) {
    case 'open':
      return state.cursor === null && state.events > 0 ? { ...state, replay: INITIAL_RUN_STATE } : state;
    case 'end':
      return releaseEarly(state);
    case 'event':
      if (signal.id) return takeInOrder(state, { id: signal.id, event: signal.event });
      return state.replay
        ? takeReplayed(state, state.replay, signal.event)
        : applyEvent(state, signal.event, null);
  }
}

function takeInOrder(state: RunState, next: IdentifiedEvent): RunState {
  if (next.event.type === 'snapshot') return takeNext(state, next);
  const due = (state.cursor?.seq ?? 0) + 1;
  if (next.id.seq < due || state.early.has(next.id.seq)) return state;
  if (next.id.seq === due) return takeNext(state, next);
  const early = new Map(state.early).set(next.id.seq, next);
  const waiting = { ...state, early };
  return early.size > EARLY_LIMIT ? releaseEarly(waiting) : waiting;
}

/** Applies an event that is due, and then those that waited for it. */
function takeNext(state: RunState, next: IdentifiedEvent): RunState {
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
    result = takeNext({ ...result, missed: result.missed + missed }, waiting);
  }
  return result;
}

function takeReplayed(state: RunState, replay: RunState, event: StreamEvent): RunState {
  const next = applyEvent(replay, event, null);
  const caughtUp = next.events >= state.events || (event.type === 'run.status' && !isActive(event.status));
  return caughtUp ? next : { ...state, replay: next };
}
