import type { IncompleteReason } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { Usage } from '../../protocol/usage.ts';
import { RUN_EVENT, RUN_STATUS_PREFIX } from '../../protocol/event-names.ts';
import { toMessage, type MessageRow } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import { toThread, type ThreadRow } from '../db/threads.ts';
import type { NewEvent } from './delta-log.ts';
import { messageStep, stepEvent } from '../runner/run-step.ts';

/** The data of a `hub.message.thinking`: what the model thinks before it writes this message. */
export interface ThinkingDelta {
  id: string;
  object: typeof RUN_EVENT.thinking;
  delta: { thinking: { value: string } };
}

/** A message that clients know of and that has not ended. */
export interface OpenedMessage {
  readonly id: string;
  readonly openedAt: Date;
}

/** What a message of an agent's says. */
export interface Said {
  text: string;
  thinking: string;
  incompleteReason: IncompleteReason | null;
  /** What its completion took, where that is known. */
  usage?: Usage | null;
}

/** A message of a run's agent that ends now. */
export function runMessage(
  run: RunRow,
  { id, openedAt }: OpenedMessage,
  { text, thinking, incompleteReason, usage = null }: Said,
  metadata: Metadata = {},
): MessageRow {
  return {
    id,
    threadId: run.threadId,
    runId: run.id,
    assistantId: run.assistantId,
    role: 'assistant',
    text,
    thinking: thinking || null,
    metadata,
    usage,
    incompleteReason,
    createdAt: openedAt,
    endedAt: new Date(),
  };
}

/** The event that tells a run's status. */
export function runEvent(run: RunRow): NewEvent {
  const data = toRun(run);
  return { event: RUN_STATUS_PREFIX + data.status, data };
}

/** The events that begin a run, and first of all its thread, where that was made for it. */
export function runCreatedEvents(run: RunRow, newThread: ThreadRow | null): NewEvent[] {
  const created = { event: RUN_EVENT.runCreated, data: toRun(run) };
  const begin = [created, runEvent(run)];
  return newThread ? [{ event: RUN_EVENT.threadCreated, data: toThread(newThread) }, ...begin] : begin;
}

const NOTHING: Said = { text: '', thinking: '', incompleteReason: null };

/** The events that open a message and the step that makes it, which clients expect before its first delta and its end. */
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

/** The event that carries one chunk's text. */
export function deltaEvent(id: string, text: string): NewEvent {
  const content = [{ index: 0, type: 'text', text: { value: text } }];
  return { event: RUN_EVENT.messageDelta, data: { id, object: 'thread.message.delta', delta: { content } } };
}

/** The event that carries what a model thinks before it answers, as one chunk has it. No delta of the message. */
export function thinkingEvent(id: string, thinking: string): NewEvent {
  const data: ThinkingDelta = { id, object: RUN_EVENT.thinking, delta: { thinking: { value: thinking } } };
  return { event: RUN_EVENT.thinking, data };
}

/** The events that end a message and its step. */
export function messageEndedEvents(message: MessageRow): NewEvent[] {
  const event = message.incompleteReason ? RUN_EVENT.messageIncomplete : RUN_EVENT.messageCompleted;
  return [{ event, data: toMessage(message) }, stepEvent(messageStep(message))];
}

/** The event that tells what there is to know of a run besides its messages. */
export function noticeEvent(notice: RunNotice): NewEvent {
  return { event: RUN_EVENT.notice, data: notice };
}

/** The event that carries what an agent's process writes to its terminal, were there one. */
export function outputEvent(stream: 'stdout' | 'stderr', text: string): NewEvent {
  return { event: RUN_EVENT.agentOutput, data: { stream, text } };
}
