import type { ConversationItem } from '../messages/conversation-item.ts';
import type { RunActivity } from '../runs/run-activity.ts';

/**
 * Adds what agents did to the items of a conversation: each activity to the item after which it is shown. An activity
 * keeps its item when its message appears, so that nothing is mounted again.
 * @param activities in the order of the thread
 * @param hasEarlier whether the thread has earlier messages that are not loaded. What belongs to them is left out.
 */
export function placeActivities(
  items: readonly ConversationItem[],
  activities: readonly RunActivity[],
  hasEarlier: boolean,
): readonly ConversationItem[] {
  if (activities.length === 0 || items.length === 0) return items;
  const from = (hasEarlier && items[0]?.createdAt) || 0;
  const indexes = new Map(items.map(({ id, key }, index) => [id ?? key, index]));
  const first: RunActivity[] = [];
  const after = items.map((): RunActivity[] => []);
  for (const activity of activities) {
    const { nextMessageId: next, runId, at } = activity;
    const lastOfRun = items.findLastIndex((item) => item.runId === runId);
    let place = indexes.get(next ?? '');
    if (place !== undefined) place -= 1;
    else if (at < from && (next !== null || lastOfRun < 0)) continue;
    else if (lastOfRun >= 0) place = lastOfRun;
    else place = items.findLastIndex(({ createdAt }) => createdAt !== null && createdAt <= at);
    (after[place] ?? first).push(activity);
  }
  return items.map((item, index) => ({
    ...item,
    activitiesBefore: index === 0 ? first : item.activitiesBefore,
    activities: after[index]!,
  }));
}
