import type { ConversationItem } from '../messages/conversation-item.ts';
import type { RunActivity } from '../runs/run-activity.ts';

/**
 * Adds what agents did to the items of a conversation: each activity to the item after which it is shown. An activity
 * keeps its item when its message appears, so that nothing is mounted again.
 * @param activities in the order of the thread
 */
export function placeActivities(
  items: readonly ConversationItem[],
  activities: readonly RunActivity[],
): readonly ConversationItem[] {
  if (activities.length === 0 || items.length === 0) return items;
  const first: RunActivity[] = [];
  const after = items.map((): RunActivity[] => []);
  for (const activity of activities) (after[indexBefore(activity, items)] ?? first).push(activity);
  return items.map((item, index) => ({
    ...item,
    activitiesBefore: index === 0 ? first : item.activitiesBefore,
    activities: after[index]!,
  }));
}

/** Returns the index of the item after which an activity is shown; -1 if it is shown before all items. */
function indexBefore({ nextMessageId, runId, at }: RunActivity, items: readonly ConversationItem[]): number {
  const next = nextMessageId === null ? -1 : items.findIndex(({ id, key }) => (id ?? key) === nextMessageId);
  if (next >= 0) return next - 1;
  const lastOfRun = items.findLastIndex((item) => item.runId === runId);
  if (lastOfRun >= 0) return lastOfRun;
  return items.findLastIndex(({ createdAt }) => createdAt !== null && createdAt <= at);
}
