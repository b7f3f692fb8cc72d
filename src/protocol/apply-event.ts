import type { EventId } from './event-id.ts';
import { hasText, textOf, type MessageDelta } from './message.ts';
import type { DiscardedDrafts, Draft, EndedMessage, RunState } from './run-state.ts';
import type { StreamEvent } from './stream-event.ts';

/** Applies the next event to the state. `id` is null if the hub sends no ids. */
export function applyEvent(state: RunState, event: StreamEvent, id: EventId | null): RunState {
  if (event.type === 'message.delta') return applyDelta(state, event.delta, id);
  const counted = { ...state, events: state.events + 1, cursor: id ?? state.cursor };
  switch (event.type) {
    case 'message.opened':
      if (isKnown(state, event.id)) return counted;
      return { ...counted, drafts: [...state.drafts, { id: event.id, text: '', deltas: 0 }] };
    case 'message.ended':
      return { ...endMessage(counted, event, id === null), retry: null };
    case 'run.status':
      return { ...counted, status: event.status, run: event.run ?? state.run, retry: null };
    case 'run.notice':
      return {
        ...counted,
        notices: [...state.notices, event.notice],
        retry: event.notice.type === 'retry' ? event.notice : state.retry,
      };
    case 'snapshot':
      return {
        ...counted,
        deltas: event.snapshot.deltas,
        drafts: event.snapshot.drafts,
        status: event.snapshot.run.status,
        run: event.snapshot.run,
        retry: null,
      };
    case 'error':
      return { ...counted, error: event.message };
    case 'other': // such as a thought or a tool call: the model has answered the retried request
      return counted.retry ? { ...counted, retry: null } : counted;
  }
}

function isKnown(state: RunState, id: string): boolean {
  return state.drafts.some((draft) => draft.id === id) || state.messages.some((message) => message.id === id);
}

function applyDelta(state: RunState, { id, delta }: MessageDelta, eventId: EventId | null): RunState {
  const text = textOf(delta.content);
  const counts = text !== '';
  // Fields are named one by one, because there are thousands of deltas and `...state` takes forty times as long in V8.
  return {
    cursor: eventId ?? state.cursor,
    events: state.events + 1,
    deltas: counts ? state.deltas + 1 : state.deltas,
    missed: state.missed,
    status: state.status,
    run: state.run,
    error: state.error,
    messages: state.messages,
    drafts: counts ? withText(state, id, text) : state.drafts,
    discarded: state.discarded,
    notices: state.notices,
    retry: counts ? null : state.retry,
    early: state.early,
    replay: state.replay,
  };
}

/** Appends a text to a draft, and creates the draft if needed. If the message has ended, the text is ignored. */
function withText({ drafts, messages }: RunState, id: string, text: string): readonly Draft[] {
  const at = drafts.findIndex((draft) => draft.id === id);
  const draft = drafts[at];
  if (!draft)
    return messages.some((message) => message.id === id) ? drafts : [...drafts, { id, text, deltas: 1 }];
  const longer = { id, text: draft.text + text, deltas: draft.deltas + 1 };
  return drafts.length === 1 ? [longer] : drafts.with(at, longer);
}

type MessageEnded = Extract<StreamEvent, { type: 'message.ended' }>;

/**
 * Ends a message. `replacesAll`: the message replaces all drafts, because older hubs do not say which draft it
 * replaces.
 */
function endMessage(state: RunState, ended: MessageEnded, replacesAll: boolean): RunState {
  const id = ended.id ?? state.drafts.at(-1)?.id;
  if (id === undefined) return state;
  const drafts = replacesAll ? [] : state.drafts.filter((draft) => draft.id !== id);
  if (ended.discarded) return { ...state, drafts, discarded: withDiscarded(state, id) };
  const draft =
    state.drafts.find((open) => open.id === id) ?? (replacesAll ? state.drafts.at(-1) : undefined);
  const message: EndedMessage = {
    id,
    message: ended.message,
    streamed: draft && draft.deltas > 0 ? draft.text : null,
    deltas: draft?.deltas ?? 0,
  };
  return { ...state, drafts, messages: [...state.messages.filter((known) => known.id !== id), message] };
}

/** Counts a discarded draft, unless it has no text. */
function withDiscarded({ drafts, discarded }: RunState, id: string): DiscardedDrafts {
  const draft = drafts.find((open) => open.id === id);
  if (!draft || !hasText(draft.text)) return discarded;
  return { drafts: discarded.drafts + 1, deltas: discarded.deltas + draft.deltas };
}
