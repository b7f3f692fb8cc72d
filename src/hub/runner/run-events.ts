import type { IncompleteReason } from '../../protocol/message.ts';
import { toMessage } from '../db/messages.ts';
import { toRun, type RunRow } from '../db/runs.ts';
import type { NewEvent } from '../delta-log/delta-log.ts';
import type { OpenedMessage } from './open-drafts.ts';

/** A message that a run writes, before the database gives it its position. */
export type RunMessage = ReturnType<typeof runMessage>;

/** A message of a run's agent that ends now. */
export function runMessage(
  run: RunRow,
  { id, openedAt }: OpenedMessage,
  text: string,
  incompleteReason: IncompleteReason | null,
) {
  return {
    id,
    threadId: run.threadId,
    runId: run.id,
    assistantId: run.assistantId,
    role: 'assistant' as const,
    text,
    metadata: {},
    incompleteReason,
    createdAt: openedAt,
    endedAt: new Date(),
  };
}

/** The event that tells a run's status. */
export function runEvent(run: RunRow): NewEvent {
  return { event: `thread.run.${run.status}`, data: toRun(run) };
}

/** The events that begin a run. */
export function runCreatedEvents(run: RunRow): NewEvent[] {
  return [{ event: 'thread.run.created', data: toRun(run) }, runEvent(run)];
}

/** The events that open a message, which clients expect before its first delta and its end. */
export function messageOpenedEvents(run: RunRow, draft: OpenedMessage): NewEvent[] {
  const message = toMessage(runMessage(run, draft, '', null));
  const data = { ...message, status: 'in_progress', content: [], completed_at: null };
  return [
    { event: 'thread.message.created', data },
    { event: 'thread.message.in_progress', data },
  ];
}

/** The event that carries one chunk's text. */
export function deltaEvent(id: string, text: string): NewEvent {
  const content = [{ index: 0, type: 'text', text: { value: text } }];
  return { event: 'thread.message.delta', data: { id, object: 'thread.message.delta', delta: { content } } };
}

/** The event that ends a message. */
export function messageEndedEvent(message: RunMessage): NewEvent {
  const event = message.incompleteReason ? 'thread.message.incomplete' : 'thread.message.completed';
  return { event, data: toMessage(message) };
}
