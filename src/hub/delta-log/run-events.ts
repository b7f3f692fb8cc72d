import type { IncompleteReason } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { Usage } from '../../protocol/usage.ts';
import { toMessage, type MessageRow } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import { toThread, type ThreadRow } from '../db/threads.ts';
import type { NewEvent } from './delta-log.ts';
import { messageStep, stepEvent } from '../runner/run-step.ts';

/** The name of the event that carries a model's thinking. */
export const THINKING = 'hub.message.thinking';
/** The name of the event that carries a notice. */
export const NOTICE = 'hub.run.notice';

/** The data of a `hub.message.thinking`: what the model thinks before it writes this message. */
export interface ThinkingDelta {
  id: string;
  object: typeof THINKING;
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
  return { event: `thread.run.${data.status}`, data };
}

/** The events that begin a run, and first of all its thread, where that was made for it. */
export function runCreatedEvents(run: RunRow, newThread: ThreadRow | null): NewEvent[] {
  const created = { event: 'thread.run.created', data: toRun(run) };
  const begin = [created, runEvent(run)];
  return newThread ? [{ event: 'thread.created', data: toThread(newThread) }, ...begin] : begin;
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
    { event: 'thread.message.created', data: message },
    { event: 'thread.message.in_progress', data: message },
  ];
}

/** The event that carries one chunk's text. */
export function deltaEvent(id: string, text: string): NewEvent {
  const content = [{ index: 0, type: 'text', text: { value: text } }];
  return { event: 'thread.message.delta', data: { id, object: 'thread.message.delta', delta: { content } } };
}

/** The event that carries what a model thinks before it answers, as one chunk has it. No delta of the message. */
export function thinkingEvent(id: string, thinking: string): NewEvent {
  const data: ThinkingDelta = { id, object: THINKING, delta: { thinking: { value: thinking } } };
  return { event: THINKING, data };
}

/** The events that end a message and its step. */
export function messageEndedEvents(message: MessageRow): NewEvent[] {
  const event = message.incompleteReason ? 'thread.message.incomplete' : 'thread.message.completed';
  return [{ event, data: toMessage(message) }, stepEvent(messageStep(message))];
}

/** The event that tells what there is to know of a run besides its messages. */
export function noticeEvent(notice: RunNotice): NewEvent {
  return { event: NOTICE, data: notice };
}

/** The event that carries what an agent's process writes to its terminal, were there one. */
export function outputEvent(stream: 'stdout' | 'stderr', text: string): NewEvent {
  return { event: 'hub.agent.output', data: { stream, text } };
}
