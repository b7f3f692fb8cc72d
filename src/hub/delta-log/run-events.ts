import type { IncompleteReason } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { ThinkingDelta } from '../../protocol/thinking.ts';
import type { AnnotationsDelta, UrlCitation } from '../../protocol/url-citation.ts';
import type { Usage } from '../../protocol/usage.ts';
import { HUB_RUN_EVENT, RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';
import { toMessage, type MessageRow } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import { toThread, type ThreadRow } from '../db/threads.ts';
import type { NewEvent } from './delta-log.ts';
import { messageStep, stepEvent } from '../runner/recording/run-step.ts';

/** A message that was opened and has not ended. */
export interface OpenedMessage {
  readonly id: string;
  readonly openedAt: Date;
}

/** The content of an agent's message. */
export interface MessageContent {
  text: string;
  annotations: readonly UrlCitation[];
  thinking: string;
  /** For how long the model thought, in milliseconds; null if unknown. */
  thinkingTime: number | null;
  incompleteReason: IncompleteReason | null;
  /** The usage of its completion, if it is known. */
  usage?: Usage | null;
}

/** Returns the row of an agent's message that ends now. */
export function runMessage(
  run: RunRow,
  { id, openedAt }: OpenedMessage,
  { text, annotations, thinking, thinkingTime, incompleteReason, usage = null }: MessageContent,
  metadata: Metadata = {},
): MessageRow {
  return {
    id,
    threadId: run.threadId,
    runId: run.id,
    assistantId: run.assistantId,
    role: 'assistant',
    text,
    annotations: annotations.length > 0 ? annotations : null,
    thinking: thinking || null,
    thinkingTime: thinking ? thinkingTime : null,
    metadata,
    usage,
    incompleteReason,
    createdAt: openedAt,
    endedAt: new Date(),
  };
}

/** Returns the event for a run's status. */
export function runEvent(run: RunRow): NewEvent {
  const data = toRun(run);
  return { event: RUN_STATUS_PREFIX + data.status, data };
}

/** Returns the first events of a run. If the thread was created with the run, the thread's event comes first. */
export function runCreatedEvents(run: RunRow, newThread: ThreadRow | null): NewEvent[] {
  const created = { event: HUB_RUN_EVENT.runCreated, data: toRun(run) };
  const begin = [created, runEvent(run)];
  return newThread ? [{ event: HUB_RUN_EVENT.threadCreated, data: toThread(newThread) }, ...begin] : begin;
}

const NOTHING: MessageContent = {
  text: '',
  annotations: [],
  thinking: '',
  thinkingTime: null,
  incompleteReason: null,
};

/**
 * Returns the events that open a message and its step. Clients expect them before the message's first delta and its
 * end.
 */
export function messageOpenedEvents(run: RunRow, opened: OpenedMessage): NewEvent[] {
  const row = runMessage(run, opened, NOTHING);
  const step = messageStep(row, 'in_progress');
  const message = { ...toMessage(row), status: 'in_progress', content: [], completed_at: null };
  return [
    stepEvent(step, 'created'),
    stepEvent(step),
    { event: RUN_EVENT.messageCreated, data: message },
    { event: RUN_EVENT.messageInProgress, data: message },
  ];
}

/** Returns the event for one chunk's text. */
export function deltaEvent(id: string, text: string): NewEvent {
  const content = [{ index: 0, type: 'text', text: { value: text } }];
  return { event: RUN_EVENT.messageDelta, data: { id, object: 'thread.message.delta', delta: { content } } };
}

/**
 * Returns the event for one chunk's thinking. It is not a delta of the message, because OpenAI's clients would add it to
 * the text.
 * @param elapsed_ms for how long the model has thought, in milliseconds
 */
export function thinkingEvent(id: string, value: string, elapsed_ms: number): NewEvent {
  const delta: ThinkingDelta['delta'] = { thinking: { value, elapsed_ms } };
  const data = { id, object: RUN_EVENT.thinking, delta };
  return { event: RUN_EVENT.thinking, data };
}

/** Returns the events for what one chunk adds to a message: its text, and its sources. */
export function contentEvents(
  id: string,
  { text, annotations }: Pick<MessageContent, 'text' | 'annotations'>,
): NewEvent[] {
  return [
    ...(text !== '' ? [deltaEvent(id, text)] : []),
    ...(annotations.length > 0 ? [annotationsEvent(id, annotations)] : []),
  ];
}

/** The event is not a delta of the message, because OpenAI's clients expect text in each. */
function annotationsEvent(id: string, annotations: readonly UrlCitation[]): NewEvent {
  const delta: AnnotationsDelta['delta'] = { annotations };
  return { event: RUN_EVENT.annotations, data: { id, object: RUN_EVENT.annotations, delta } };
}

/** Returns the events that end a message and its step. */
export function messageEndedEvents(message: MessageRow): NewEvent[] {
  const event = message.incompleteReason ? RUN_EVENT.messageIncomplete : RUN_EVENT.messageCompleted;
  return [{ event, data: toMessage(message) }, stepEvent(messageStep(message))];
}

/** Returns the event for a notice about a run. */
export function noticeEvent(notice: RunNotice): NewEvent {
  return { event: RUN_EVENT.notice, data: notice };
}

/** Returns the event for output of an agent's process to stdout or stderr. */
export function outputEvent(stream: 'stdout' | 'stderr', text: string): NewEvent {
  return { event: HUB_RUN_EVENT.agentOutput, data: { stream, text } };
}

const DELTAS: ReadonlySet<string> = new Set([
  RUN_EVENT.messageDelta,
  RUN_EVENT.thinking,
  RUN_EVENT.annotations,
  RUN_EVENT.stepDelta,
]);

/** Whether events of this name are deltas: they carry a chunk of a model, or the output of a tool. */
export function isDeltaEvent(name: string): boolean {
  return DELTAS.has(name);
}

/** Returns how many of these events are deltas. */
export function countDeltas(events: readonly NewEvent[]): number {
  return events.filter(({ event }) => isDeltaEvent(event)).length;
}

/**
 * Whether an event is the delta with the outputs of a step. It has no other content. In the JSON of arguments, the
 * quotation marks are escaped.
 */
export function isOutputDelta({ event, data }: { event: string; data: string }): boolean {
  return event === RUN_EVENT.stepDelta && data.includes('"function":{"output":');
}
