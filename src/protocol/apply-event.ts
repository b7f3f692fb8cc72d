import type { EventId } from './event-id.ts';
import { textOf } from './message.ts';
import type { Draft, EndedMessage, RunState } from './run-state.ts';
import type { StreamEvent } from './stream-event.ts';

/** What one event makes of a run, its turn having come. `id` is null with a hub that sends no ids. */
export function applyEvent(state: RunState, event: StreamEvent, id: EventId | null): RunState {
  const counted = { ...state, events: state.events + 1 };
  switch (event.type) {
    case 'message.opened':
      return isKnown(state, event.id) ? counted : withDraft(counted, { id: event.id, text: '', deltas: 0 });
    case 'message.delta':
      return applyDelta(counted, event.delta.id, textOf(event.delta.delta.content));
    case 'message.ended':
      return endMessage(counted, event, id === null);
    case 'run.status':
      return { ...counted, status: event.status, run: event.run ?? state.run };
    case 'snapshot':
      return {
        ...counted,
        deltas: event.snapshot.deltas,
        drafts: event.snapshot.drafts,
        status: event.snapshot.run.status,
        run: event.snapshot.run,
      };
    case 'error':
      return { ...counted, error: event.message };
    case 'other':
      return counted;
  }
}

function isKnown(state: RunState, id: string): boolean {
  return state.drafts.some((draft) => draft.id === id) || state.messages.some((message) => message.id === id);
}

function applyDelta(state: RunState, id: string, text: string): RunState {
  if (text === '') return state;
  const counted = { ...state, deltas: state.deltas + 1 };
  const draft = state.drafts.find((open) => open.id === id);
  if (draft) return withDraft(counted, { id, text: draft.text + text, deltas: draft.deltas + 1 });
  return isKnown(state, id) ? counted : withDraft(counted, { id, text, deltas: 1 });
}

function withDraft(state: RunState, draft: Draft): RunState {
  const at = state.drafts.findIndex((open) => open.id === draft.id);
  return { ...state, drafts: at < 0 ? [...state.drafts, draft] : state.drafts.with(at, draft) };
}

type MessageEnded = Extract<StreamEvent, { type: 'message.ended' }>;

/** Older hubs do not say which drafts a message replaces: there it replaces all of them. */
function endMessage(state: RunState, ended: MessageEnded, replacesAll: boolean): RunState {
  const id = ended.id ?? state.drafts.at(-1)?.id;
  if (id === undefined) return state;
  const drafts = replacesAll ? [] : state.drafts.filter((draft) => draft.id !== id);
  if (ended.discarded) return { ...state, drafts };
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
