import type { EventId } from './event-id.ts';
import { isEndedByModel, textOf, type Message } from './message.ts';
import type { Run, RunStatus } from './run.ts';
import type { AnsweredQuestion, ChildRunReference, RunStepStatus, ToolCall } from './run-step.ts';
import type { RetryNotice, RunNotice } from './run-notice.ts';
import type { StreamEvent } from './stream-event.ts';
import type { UrlCitation } from './url-citation.ts';
import { visibleText } from './visible-text.ts';

/** The text of a streaming completion so far. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  /** The sources so far. */
  readonly annotations: readonly UrlCitation[];
  /** Number of deltas of the completion, with its thinking. */
  readonly deltas: number;
  readonly opened: Opened;
}

/**
 * The position of a message, a thought or a step in the order in which those of a run began. Positions are not
 * continuous.
 */
export type Opened = number;

/** What a model thinks before it answers or calls tools. */
export interface Thought {
  /** The id of the message that the same completion streams, or would stream if it had a text. */
  readonly id: string;
  readonly text: string;
  /** For how long the model has thought, in milliseconds. */
  readonly elapsed: number;
  readonly deltas: number;
  readonly opened: Opened;
  /** Whether the model may still be thinking. */
  readonly isOpen: boolean;
  /** True if a step keeps it, because its completion has called tools and has no message. */
  readonly isOfStep: boolean;
}

/** A step that calls tools, runs another agent, or has asked the person a question. */
export interface ToolStep {
  readonly id: string;
  readonly status: RunStepStatus;
  /** The calls as far as they have arrived. */
  readonly calls: readonly ToolCall[];
  /** The run of the other agent. Its stream says how it goes on, so the step stays in progress. */
  readonly child?: ChildRunReference | null | undefined;
  /** The question, with the answer. */
  readonly question?: AnsweredQuestion | null | undefined;
  readonly opened: Opened;
}

/** A message that the run has ended. */
export interface EndedMessage {
  readonly id: string;
  /** Null if the hub did not send the message. It has to be fetched; until then, `streamed` is shown. */
  readonly message: Message | null;
  /** The text that was streamed for the message; null if no text was streamed. */
  readonly streamed: string | null;
  /** Number of deltas in which it was streamed, with its thinking. */
  readonly deltas: number;
  readonly opened: Opened;
}

/** Counts the drafts that the agent did not keep. */
export interface DiscardedDrafts {
  readonly drafts: number;
  /** Number of deltas in which they were streamed. */
  readonly deltas: number;
}

/** The state of a run, as its stream reports it. Immutable: `reduceRun` returns a new state. */
export interface RunState {
  /** The id of the last applied event. Null before the first event, and always null with a hub that sends no ids. */
  readonly cursor: EventId | null;
  /** Number of events that were applied. */
  readonly events: number;
  /** Number of deltas of every kind, in the whole run: text, sources, thinking, and tool calls with their outputs. */
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
  /** In the order in which they began. */
  readonly thoughts: readonly Thought[];
  /** In the order in which they began. */
  readonly steps: readonly ToolStep[];
  readonly discarded: DiscardedDrafts;
  readonly notices: readonly RunNotice[];
  /** The last retry notice; null once the model has answered. */
  readonly retry: RetryNotice | null;
  /** Events that arrived while an event before them was missing, by `seq`. */
  readonly early: ReadonlyMap<number, IdentifiedEvent>;
  /**
   * The state of the stream that a hub without ids repeats after a reconnect. It replaces this state once it has caught
   * up.
   */
  readonly replay: RunState | null;
}

/** A signal from a stream, for `reduceRun`. */
export type RunSignal =
  /** A connection has opened: the first connection, or another one after a connection was lost. */
  | { type: 'open' }
  | { type: 'event'; id: EventId | null; event: StreamEvent }
  /** No more events will arrive, so early events are applied without waiting. */
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
  thoughts: [],
  steps: [],
  discarded: { drafts: 0, deltas: 0 },
  notices: [],
  retry: null,
  early: NO_EVENTS,
  replay: null,
};

function isCutShort({ status, incomplete_details }: Message): boolean {
  return status !== 'completed' && !isEndedByModel(incomplete_details?.reason);
}

/**
 * Whether the final message differs from its streamed text, ignoring thoughts and surrounding white space. False if the
 * message was cut short.
 */
export function isRevised(ended: EndedMessage): boolean {
  if (ended.streamed === null || !ended.message || isCutShort(ended.message)) return false;
  return visibleText(ended.streamed).trim() !== visibleText(textOf(ended.message.content)).trim();
}
