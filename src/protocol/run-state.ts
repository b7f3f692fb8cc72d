import type { EventId } from './event-id.ts';
import { isEndedByModel, textOf, type Message } from './message.ts';
import type { Run, RunStatus } from './run.ts';
import type { RetryNotice, RunNotice } from './run-notice.ts';
import type { StreamEvent } from './stream-event.ts';
import { visibleText } from './visible-text.ts';

/** The text of a streaming completion so far. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  readonly deltas: number;
}

/** A message that the run has ended. */
export interface EndedMessage {
  readonly id: string;
  /** Null if the hub did not send it: then it has to be fetched, and `streamed` is shown until then. */
  readonly message: Message | null;
  /** The text that was streamed for it; null if none was. */
  readonly streamed: string | null;
  /** How many deltas it was streamed in. */
  readonly deltas: number;
}

/** The drafts that the agent did not keep. */
export interface DiscardedDrafts {
  readonly drafts: number;
  /** How many deltas they were streamed in. */
  readonly deltas: number;
}

/** What a client knows of a run from its stream. Immutable: `reduceRun` returns a new one. */
export interface RunState {
  /** The last event that was applied; null before the first one, and always with a hub that sends no ids. */
  readonly cursor: EventId | null;
  /** Number of events that were applied. */
  readonly events: number;
  /** Number of deltas with text, in the whole run. */
  readonly deltas: number;
  /** Number of events that never arrived, according to the ids. */
  readonly missed: number;
  readonly status: RunStatus;
  readonly run: Run | null;
  readonly error: string | null;
  /** The messages that have ended, in the order of the thread. */
  readonly messages: readonly EndedMessage[];
  /** The open drafts, in the order in which they were opened. They are shown after `messages`. */
  readonly drafts: readonly Draft[];
  readonly discarded: DiscardedDrafts;
  readonly notices: readonly RunNotice[];
  /** The last retry notice, until the model answers. */
  readonly retry: RetryNotice | null;
  /** Events that arrived before an event that precedes them, by `seq`. */
  readonly early: ReadonlyMap<number, IdentifiedEvent>;
  /** The state that a hub without ids sends again after a reconnect. It replaces this one once it has caught up. */
  readonly replay: RunState | null;
}

/** What happens on a stream, for `reduceRun`. */
export type RunSignal =
  /** A connection is open: the first one, or one after a loss. */
  | { type: 'open' }
  | { type: 'event'; id: EventId | null; event: StreamEvent }
  /** Nothing more will arrive, so early events do not wait any longer. */
  | { type: 'end' };

/** An event with its id. */
export interface IdentifiedEvent {
  id: EventId;
  event: StreamEvent;
}

const NO_EVENTS: ReadonlyMap<number, IdentifiedEvent> = new Map();

/** The state before the first event. */
export const INITIAL_RUN_STATE: RunState = {
  cursor: null,
  events: 0,
  deltas: 0,
  missed: 0,
  status: 'queued',
  run: null,
  error: null,
  messages: [],
  drafts: [],
  discarded: { drafts: 0, deltas: 0 },
  notices: [],
  retry: null,
  early: NO_EVENTS,
  replay: null,
};

function isCutShort({ status, incomplete_details }: Message): boolean {
  return status !== 'completed' && !isEndedByModel(incomplete_details?.reason);
}

/** Whether the final message differs from the text that was streamed for it, thoughts apart. */
export function isRevised(ended: EndedMessage): boolean {
  if (ended.streamed === null || !ended.message || isCutShort(ended.message)) return false;
  return visibleText(ended.streamed).trim() !== visibleText(textOf(ended.message.content)).trim();
}
