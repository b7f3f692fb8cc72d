import { expect, it } from 'vitest';
import { placeActivities } from '../../../src/app/conversation/place-activities.ts';
import { outgoingItem } from '../../../src/app/conversation/merge-messages-and-drafts.ts';
import type { ConversationItem } from '../../../src/app/messages/conversation-item.ts';
import type { RunActivity } from '../../../src/app/runs/run-activity.ts';

function item(id: string, createdAt: number, runId: string | null): ConversationItem {
  const base = outgoingItem({ key: id, text: id, delivery: 'sent', problem: null, runId } as never);
  return { ...base, id, createdAt, role: runId === null ? 'user' : 'assistant' };
}

function activity(id: string, runId: string, nextMessageId: string | null, at: number): RunActivity {
  return { type: 'tools', id, runId, nextMessageId, at, fetched: null };
}

/** The conversation as ids, in the order in which it is shown. */
function placed(activities: RunActivity[], hasEarlier: boolean, items = ITEMS): string[] {
  const idsOf = (list: readonly RunActivity[]) => list.map(({ id }) => id);
  return placeActivities(items, activities, hasEarlier).flatMap((one) => [
    ...idsOf(one.activitiesBefore),
    one.key,
    ...idsOf(one.activities),
  ]);
}

const ITEMS = [
  item('q1', 100, null),
  item('a1', 102, 'run_1'),
  item('q2', 200, null),
  item('a2', 203, 'run_2'),
];

it('places an activity before its message, after the last message of its run, or by its time', () => {
  expect(placed([activity('s1', 'run_1', 'a1', 101), activity('s2', 'run_1', null, 101)], false)).toEqual([
    'q1',
    's1',
    'a1',
    's2',
    'q2',
    'a2',
  ]);
  const unanswered = ITEMS.slice(0, 3);
  expect(placed([activity('s3', 'run_3', null, 200)], false, unanswered)).toEqual(['q1', 'a1', 'q2', 's3']);
});

it('leaves out what belongs to earlier messages that are not loaded', () => {
  const old = [activity('old', 'run_0', 'a0', 50), activity('older', 'run_0', null, 49)];
  expect(placed(old, true)).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(placed(old.slice(0, 1), false)).toEqual(['old', 'q1', 'a1', 'q2', 'a2']);
});

it('shows what comes before the first loaded message', () => {
  const [, ...later] = ITEMS;
  expect(placed([activity('s1', 'run_1', 'a1', 101)], true, later)).toEqual(['s1', 'a1', 'q2', 'a2']);
});
