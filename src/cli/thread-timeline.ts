import { nullIfMissing } from '../client/hub-requests.ts';
import { runPath, threadPath } from '../client/paths.ts';
import { messageSchema, type Message } from '../protocol/message.ts';
import { runStepSchema, type RunStep } from '../protocol/run-step.ts';
import type { Hub } from './hub.ts';

/** A message of a thread, with the steps that called tools before it. */
export interface TimelineEntry {
  message: Message;
  /** The steps before the message, in the order in which they began. */
  before: RunStep[];
  /** The steps after the message for which no message follows, because their run broke off. */
  after: RunStep[];
}

/** Loads the messages of a thread with their thinking, and the steps that called tools, oldest first. */
export async function loadTimeline(
  hub: Hub,
  threadId: string,
  signal: AbortSignal,
): Promise<TimelineEntry[]> {
  const options = { after: null, signal };
  const thread = threadPath(threadId);
  const [messages, steps] = await Promise.all([
    hub.requestAllPages(messageSchema, `${thread}/messages?include_thinking=true`, options),
    nullIfMissing(hub.requestAllPages(runStepSchema, `${thread}/steps?include_thinking=true`, options)),
  ]);
  const calling = steps ?? []; // older hubs have no such list
  const orders = new Map<string, string[]>();
  for (const runId of ambiguousRuns(messages, calling)) {
    const all = await hub.requestAllPages(runStepSchema, `${runPath(threadId, runId)}/steps`, options);
    orders.set(runId, all.map(placeOf));
  }
  return timelineOf(messages, calling, orders);
}

/** Returns the runs with a message and a step of the same second, whose order the times do not tell. */
function ambiguousRuns(messages: readonly Message[], steps: readonly RunStep[]): Set<string> {
  const seconds = new Set(messages.map(({ run_id: runId, created_at: time }) => `${runId} ${time}`));
  const same = steps.filter(({ run_id: runId, created_at: time }) => seconds.has(`${runId} ${time}`));
  return new Set(same.map((step) => step.run_id));
}

/** Returns the id of the message that a step creates, or else of the step. */
function placeOf({ id, step_details: details }: RunStep): string {
  return details.type === 'message_creation' ? details.message_creation.message_id : id;
}

/**
 * Puts steps between the messages of their runs. A step of a run without messages follows the last message that is not
 * newer.
 * @param steps oldest first
 * @param orders the ids of the messages and steps of runs, in order; without it, the times decide
 */
export function timelineOf(
  messages: readonly Message[],
  steps: readonly RunStep[],
  orders: ReadonlyMap<string, readonly string[]>,
): TimelineEntry[] {
  const entries = messages.map((message): TimelineEntry => ({ message, before: [], after: [] }));
  for (const step of steps) {
    const replies = entries.filter(
      ({ message }) => message.run_id === step.run_id && message.role === 'assistant',
    );
    const order = orders.get(step.run_id);
    const next = replies.find(({ message }) =>
      order ? order.indexOf(message.id) > order.indexOf(step.id) : message.created_at > step.created_at,
    );
    if (next) next.before.push(step);
    else {
      const last = replies.at(-1) ?? entries.findLast(({ message }) => message.created_at <= step.created_at);
      last?.after.push(step);
    }
  }
  return entries;
}
