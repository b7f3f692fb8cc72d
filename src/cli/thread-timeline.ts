import { nullIfMissing } from '../client/hub-requests.ts';
import { threadPath } from '../client/paths.ts';
import { messageSchema, type Message } from '../protocol/message.ts';
import { runStepSchema, type RunStep } from '../protocol/run-step.ts';
import type { Hub } from './hub.ts';

/** A message of a thread, with the steps before it. */
export interface TimelineEntry {
  message: Message;
  /** The steps before the message, in the order in which they began. */
  before: RunStep[];
  /** The steps after the message for which no message follows, because their run broke off. */
  after: RunStep[];
}

/** Loads the messages of a thread with their thinking, and their steps, oldest first. */
export async function loadTimeline(
  hub: Hub,
  threadId: string,
  signal: AbortSignal,
): Promise<TimelineEntry[]> {
  const options = { after: null, signal };
  const thread = threadPath(threadId);
  const [messages, steps] = await Promise.all([
    hub.requestAllPages(
      messageSchema,
      `${thread}/messages?include_thinking=true&include_child_runs=false`,
      options,
    ),
    nullIfMissing(hub.requestAllPages(runStepSchema, `${thread}/steps?include_thinking=true`, options)),
  ]);
  return timelineOf(messages, steps ?? []); // older hubs have no such list
}

/**
 * Puts steps between the messages of a thread. A step without a next message follows the last message of its run, or
 * else the last message that is not newer.
 * @param steps oldest first
 */
export function timelineOf(messages: readonly Message[], steps: readonly RunStep[]): TimelineEntry[] {
  const entries = messages.map((message): TimelineEntry => ({ message, before: [], after: [] }));
  const byId = new Map(entries.map((entry) => [entry.message.id, entry]));
  for (const step of steps) {
    const next = byId.get(step.next_message_id ?? '');
    if (next) next.before.push(step);
    else lastBefore(step, entries)?.after.push(step);
  }
  return entries;
}

function lastBefore(step: RunStep, entries: readonly TimelineEntry[]): TimelineEntry | undefined {
  return (
    entries.findLast(({ message }) => message.run_id === step.run_id && message.role === 'assistant') ??
    entries.findLast(({ message }) => message.created_at <= step.created_at)
  );
}
