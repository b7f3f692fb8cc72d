import { isCutOff, partialReason } from '../../client/partial-reason.ts';
import { hasText, textOf, type Message } from '../../protocol/message.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { ShownKinds } from '../agents/use-shown-kinds.ts';
import type { RunActivity } from '../runs/run-activity.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import type { DraftPlace } from '../runs/use-live-run.ts';
import { fetchedActivities, shownActivities } from './fetched-activities.ts';

/** A message of a child run, complete or growing. */
export interface ChildMessage {
  id: string;
  text: string;
  /** Identifies the growing text while the message streams; null when the message is complete. */
  draft: DraftPlace | null;
}

/** What is shown in the row of a child run. The key stays the same when a draft becomes a message. */
export type ChildEntry =
  | { type: 'message'; key: string; message: ChildMessage }
  | { type: 'activity'; key: string; activity: RunActivity };

/** Messages and steps of a child run's thread. Those of other runs are ignored. */
export interface FetchedChild {
  messages: readonly Message[];
  steps: readonly RunStep[];
}

/**
 * Returns what an agent did and wrote in a child run, in order.
 * @param live the run as this tab follows it; it may lack what was sent before a snapshot
 */
export function childLog(
  runId: string,
  fetched: FetchedChild,
  live: RunOutline | undefined,
  shown: ShownKinds,
): ChildEntry[] {
  const settled = fetched.messages.filter((message) => message.run_id === runId);
  const ended = live?.messages.flatMap(({ message }) => message ?? []) ?? [];
  const known = new Map([...settled, ...ended].map((message) => [message.id, message]));
  const messages = [...known.values()].filter((message) => isShown(message, shown.text)).map(toChildMessage);
  const drafts = shown.text ? draftsOf(runId, live).filter(({ id }) => !known.has(id)) : [];
  const steps = fetched.steps.filter((step) => step.run_id === runId);
  const activities = shownActivities(fetchedActivities(settled, steps), live ? [live] : [], shown);
  const shownIds = new Set([...messages, ...drafts].map(({ id }) => id));
  const before = (id: string | null) =>
    activities.filter(
      ({ nextMessageId: next }) => (next !== null && shownIds.has(next) ? next : null) === id,
    );
  return [
    ...[...messages, ...drafts].flatMap((message) => [
      ...before(message.id).map(activityEntry),
      { type: 'message' as const, key: `message ${message.id}`, message },
    ]),
    ...before(null).map(activityEntry),
  ];
}

function activityEntry(activity: RunActivity): ChildEntry {
  return { type: 'activity', key: `${activity.type} ${activity.id}`, activity };
}

/** Whether a message is shown: it has text, and it is complete, or partial text is shown. */
function isShown(message: Message, showsText: boolean): boolean {
  const partial = partialReason(message);
  return (
    hasText(visibleText(textOf(message.content))) && (showsText || partial === null || isCutOff(partial))
  );
}

function toChildMessage({ id, content }: Message): ChildMessage {
  return { id, text: visibleText(textOf(content)), draft: null };
}

function draftsOf(runId: string, live: RunOutline | undefined): ChildMessage[] {
  return (live?.drafts ?? []).map(({ id, text, start }) => ({
    id,
    text: text ?? '',
    draft: text === null ? { runId, draftId: id, start } : null,
  }));
}
