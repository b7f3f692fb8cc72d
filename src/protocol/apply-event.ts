import type { EventId } from './event-id.ts';
import { hasText, textOf, type MessageDelta } from './message.ts';
import type { RunStep } from './run-step.ts';
import type {
  DiscardedDrafts,
  Draft,
  EndedMessage,
  Opened,
  RunState,
  Thought,
  ToolStep,
} from './run-state.ts';
import type { StreamEvent } from './stream-event.ts';
import type { ThinkingDelta } from './thinking.ts';
import type { StepDelta } from './tool-call-pieces.ts';
import { withPieces } from './add-pieces.ts';
import type { AnnotationsDelta, UrlCitation } from './url-citation.ts';

const NO_ANNOTATIONS: readonly UrlCitation[] = [];

/** Applies the next event to the state. `id` is null if the hub sends no ids. */
export function applyEvent(state: RunState, event: StreamEvent, id: EventId | null): RunState {
  const opened = id?.seq ?? state.events + 1;
  switch (event.type) {
    case 'message.delta':
      return applyMessageDelta(state, event.delta, id, opened);
    case 'thinking.delta':
      return applyThinkingDelta(state, event.delta, id, opened);
    case 'annotations.delta':
      return applyAnnotationsDelta(state, event.delta, id, opened);
    case 'step.delta':
      return applyStepDelta(state, event.delta, id);
  }
  const counted = { ...state, events: state.events + 1, cursor: id ?? state.cursor };
  switch (event.type) {
    case 'message.opened':
      if (isKnown(state, event.id)) return counted;
      return { ...counted, drafts: [...state.drafts, newDraft(state, event.id, opened)] };
    case 'message.ended':
      return { ...endMessage(counted, event, id === null, opened), retry: null };
    case 'step':
      return { ...withStep(counted, event.step, opened), retry: null };
    case 'run.status':
      return {
        ...counted,
        status: event.status,
        run: event.run ?? state.run,
        thoughts: closed(state.thoughts, null),
        retry: null,
      };
    case 'run.notice':
      return {
        ...counted,
        notices: [...state.notices, event.notice],
        retry: event.notice.type === 'retry' ? event.notice : state.retry,
      };
    case 'snapshot': {
      const { deltas, drafts, thoughts, steps, run } = event.snapshot;
      return { ...counted, deltas, drafts, thoughts, steps, status: run.status, run, retry: null };
    }
    case 'error':
      return { ...counted, error: event.message };
    case 'other':
      return counted;
  }
}

function isKnown(state: RunState, id: string): boolean {
  return state.drafts.some((draft) => draft.id === id) || state.messages.some((message) => message.id === id);
}

/** Creates a draft. Its completion may have been thinking before. */
function newDraft({ thoughts }: RunState, id: string, opened: Opened): Draft {
  const { deltas = 0 } = thoughts.find((thought) => thought.id === id) ?? {};
  return { id, text: '', annotations: NO_ANNOTATIONS, deltas, opened };
}

function applyMessageDelta(
  state: RunState,
  { id, delta }: MessageDelta,
  eventId: EventId | null,
  opened: Opened,
): RunState {
  const text = textOf(delta.content);
  if (text === '') return withDelta(state, eventId, null);
  const drafts = withText(state, id, text, opened);
  return withDelta(state, eventId, { drafts, thoughts: closed(state.thoughts, id) });
}

function applyAnnotationsDelta(
  state: RunState,
  { id, delta: { annotations } }: AnnotationsDelta,
  eventId: EventId | null,
  opened: Opened,
): RunState {
  if (annotations.length === 0) return withDelta(state, eventId, null);
  return withDelta(state, eventId, { drafts: withText(state, id, '', opened, annotations) });
}

function applyThinkingDelta(
  state: RunState,
  { id, delta }: ThinkingDelta,
  eventId: EventId | null,
  opened: Opened,
): RunState {
  const { value, elapsed_ms: elapsed } = delta.thinking;
  if (value === '') return withDelta(state, eventId, null);
  const at = state.thoughts.findIndex((thought) => thought.id === id);
  const known = state.thoughts[at];
  const thought: Thought = {
    id,
    text: (known?.text ?? '') + value,
    elapsed: Math.max(elapsed, known?.elapsed ?? 0),
    deltas: (known?.deltas ?? 0) + 1,
    opened: known?.opened ?? opened,
    isOpen: true,
    isOfStep: known?.isOfStep ?? false,
  };
  const thoughts = known ? state.thoughts.with(at, thought) : [...state.thoughts, thought];
  const drafts = state.drafts.map((draft) =>
    draft.id === id ? { ...draft, deltas: draft.deltas + 1 } : draft,
  );
  return withDelta(state, eventId, { drafts, thoughts });
}

function applyStepDelta(state: RunState, { id, delta }: StepDelta, eventId: EventId | null): RunState {
  const at = state.steps.findIndex((step) => step.id === id);
  const step = state.steps[at];
  const pieces = delta.step_details.tool_calls;
  const steps = step ? state.steps.with(at, { ...step, calls: withPieces(step.calls, pieces) }) : state.steps;
  return withDelta(state, eventId, { steps });
}

/**
 * Returns the state after a delta.
 * @param changed what the delta has changed; null if it has no content, and so does not count
 */
function withDelta(
  state: RunState,
  eventId: EventId | null,
  changed: Partial<Pick<RunState, 'drafts' | 'thoughts' | 'steps'>> | null,
): RunState {
  // Fields are named one by one, because there are thousands of deltas and `...state` takes forty times as long in V8.
  return {
    cursor: eventId ?? state.cursor,
    events: state.events + 1,
    deltas: changed ? state.deltas + 1 : state.deltas,
    missed: state.missed,
    status: state.status,
    run: state.run,
    error: state.error,
    messages: state.messages,
    drafts: changed?.drafts ?? state.drafts,
    thoughts: changed?.thoughts ?? state.thoughts,
    steps: changed?.steps ?? state.steps,
    discarded: state.discarded,
    notices: state.notices,
    retry: changed ? null : state.retry,
    early: state.early,
    replay: state.replay,
  };
}

/**
 * Appends a text and sources to a draft, and creates the draft if needed. If the message has ended, they are ignored.
 */
function withText(
  state: RunState,
  id: string,
  text: string,
  opened: Opened,
  annotations = NO_ANNOTATIONS,
): readonly Draft[] {
  const { drafts, messages } = state;
  const at = drafts.findIndex((draft) => draft.id === id);
  const draft = drafts[at];
  if (!draft) {
    if (messages.some((message) => message.id === id)) return drafts;
    const created = newDraft(state, id, opened);
    return [...drafts, { ...created, text, annotations, deltas: created.deltas + 1 }];
  }
  const longer = {
    id,
    text: draft.text + text,
    annotations: annotations.length > 0 ? [...draft.annotations, ...annotations] : draft.annotations,
    deltas: draft.deltas + 1,
    opened: draft.opened,
  };
  return drafts.length === 1 ? [longer] : drafts.with(at, longer);
}

/** Marks the thought of a completion as ended; with null, all thoughts. */
function closed(thoughts: readonly Thought[], id: string | null): readonly Thought[] {
  const isClosed = ({ id: own, isOpen }: Thought) => !isOpen || (id !== null && own !== id);
  if (thoughts.every(isClosed)) return thoughts; // the common case
  return thoughts.map((thought) => (isClosed(thought) ? thought : { ...thought, isOpen: false }));
}

/** Begins or ends a step. A completion that calls tools has stopped thinking; other steps stop nothing. */
function withStep(state: RunState, step: RunStep, opened: Opened): RunState {
  const { id, status, step_details: details } = step;
  if (details.type === 'thinking') return { ...state, thoughts: keptByStep(closed(state.thoughts, id), id) };
  const known = state.steps.find((one) => one.id === id);
  const sent = details.type === 'tool_calls' ? details.tool_calls : [];
  const calls = known && sent.length < known.calls.length ? known.calls : sent;
  const child = details.type === 'child_run' ? details.child_run : null;
  const question = details.type === 'question' ? details.question : null;
  const changed: ToolStep = { id, status, calls, child, question, opened: known?.opened ?? opened };
  const steps = known ? state.steps.map((one) => (one === known ? changed : one)) : [...state.steps, changed];
  if (child || question) return { ...state, steps };
  const thoughts = keptByStep(closed(state.thoughts, null), step.thinking?.message_id);
  return { ...state, steps, thoughts };
}

/** Marks a thought as one that a step keeps. */
function keptByStep(thoughts: readonly Thought[], id: string | undefined): readonly Thought[] {
  return thoughts.map((thought) => (thought.id === id ? { ...thought, isOfStep: true } : thought));
}

type MessageEnded = Extract<StreamEvent, { type: 'message.ended' }>;

/**
 * Ends a message. `replacesAll`: the message replaces all drafts, because older hubs do not say which draft it
 * replaces.
 */
function endMessage(state: RunState, ended: MessageEnded, replacesAll: boolean, opened: Opened): RunState {
  const id = ended.id ?? state.drafts.at(-1)?.id;
  if (id === undefined) return state;
  const drafts = replacesAll ? [] : state.drafts.filter((draft) => draft.id !== id);
  if (ended.discarded) {
    const thoughts = state.thoughts.filter((thought) => thought.id !== id || thought.isOfStep);
    return { ...state, drafts, thoughts, discarded: withDiscarded(state, id) };
  }
  const draft =
    state.drafts.find((open) => open.id === id) ?? (replacesAll ? state.drafts.at(-1) : undefined);
  const message: EndedMessage = {
    id,
    message: ended.message,
    streamed: draft && draft.text !== '' ? draft.text : null,
    deltas: draft?.deltas ?? 0,
    opened: draft?.opened ?? opened,
  };
  return {
    ...state,
    drafts,
    thoughts: closed(state.thoughts, id),
    messages: [...state.messages.filter((known) => known.id !== id), message],
  };
}

/** Counts a discarded draft, unless it has no text. */
function withDiscarded({ drafts, discarded }: RunState, id: string): DiscardedDrafts {
  const draft = drafts.find((open) => open.id === id);
  if (!draft || !hasText(draft.text)) return discarded;
  return { drafts: discarded.drafts + 1, deltas: discarded.deltas + draft.deltas };
}
