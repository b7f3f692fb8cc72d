import type { EventId } from './event-id.ts';
import { isEndedByModel, textOf, type Message } from './message.ts';
import type { Run, RunStatus } from './run.ts';
import type { RetryNotice, RunNotice } from './run-notice.ts';
import type { StreamEvent } from './stream-event.ts';
import { visibleText } from './visible-text.ts';

/** The text of one streaming completion so far. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  readonly deltas: number;
}

/** A message that the run has ended. */
export interface EndedMessage {
  readonly id: string;
  /** Null where the hub did not send it: then it has to be fetched, and `streamed` stands in for it. */
  readonly message: Message | null;
  /** The text that was streamed for it, null if none was. */
  readonly streamed: string | null;
  /** How many deltas carried it. */
  readonly deltas: number;
}

/** The drafts that the agent has kept to itself. */
export interface DiscardedDrafts {
  readonly drafts: number;
  /** How many deltas carried them. */
  readonly deltas: number;
}

/** What a client knows of a run from its stream. A value: `reduceRun` gives a new one. */
export interface RunState {
  /** The last event that is part of this state; null before the first, and for good with a hub that sends no ids. */
  readonly cursor: EventId | null;
  /** How many events made this state. */
  readonly events: number;
  /** How many deltas carried text, in all of the run. */
  readonly deltas: number;
  /** How many events the hub never sent, by their ids. */
  readonly missed: number;
  readonly status: RunStatus;
  readonly run: Run | null;
  readonly error: string | null;
  /** What has ended, in the order in which the thread will hold it. */
  readonly messages: readonly EndedMessage[];
  /** What is still open, in the order in which it was opened: it stands after `messages`. */
  readonly drafts: readonly Draft[];
  readonly discarded: DiscardedDrafts;
  readonly notices: readonly RunNotice[];
  /** The last of them, while a model is asked again and nothing has come. */
  readonly retry: RetryNotice | null;
  /** Events that came before one they follow, by `seq`. */
  readonly early: ReadonlyMap<number, IdentifiedEvent>;
  /** The state as a hub without ids tells it again after a reconnect; it takes over once it has caught up. */
  readonly replay: RunState | null;
}

/** One thing that happens to a client of a stream. */
export type RunSignal =
  /** A connection stands: the first, or one after a loss. */
  | { type: 'open' }
  | { type: 'event'; id: EventId | null; event: StreamEvent }
  /** Nothing more will come, so early events need not wait for what is missing. */
  | { type: 'end' };

/** An event with its place in the run. */
export interface IdentifiedEvent {
  id: EventId;
  event: StreamEvent;
}

const NO_EVENTS: ReadonlyMap<number, IdentifiedEvent> = new Map();

/** The state before anything has come. */
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

function isBrokenOff({ status, incomplete_details }: Message): boolean {
  return status !== 'completed' && !isEndedByModel(incomplete_details?.reason);
}

/** Whether the message that stands does not say what was streamed for it. Thoughts do not count. */
export function isRevised(ended: EndedMessage): boolean {
  if (ended.streamed === null || !ended.message || isBrokenOff(ended.message)) return false;
  return visibleText(ended.streamed).trim() !== visibleText(textOf(ended.message.content)).trim();
}
