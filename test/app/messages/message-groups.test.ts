import { describe, expect, it } from 'vitest';
import { GROUP_SIZE, groupMessages, MAX_GROUP_SIZE } from '../../../src/app/messages/message-groups.ts';
import { NO_ACTIVITIES, type ConversationItem } from '../../../src/app/messages/conversation-item.ts';

function item(key: string, role: ConversationItem['role']): ConversationItem {
  const nothing = {
    id: null,
    isAgentChange: false,
    assistantId: null,
    createdAt: null,
    annotations: undefined,
    draft: null,
    partial: null,
  };
  const settled = { replyStart: null, streamed: null, receipt: null, delivery: null, problem: null };
  const ended = { runId: null, usage: null, runDeltas: null, outcome: null };
  const activities = { activities: NO_ACTIVITIES, activitiesBefore: NO_ACTIVITIES };
  return { ...nothing, ...settled, ...ended, ...activities, key, role, text: key };
}

/** Alternating questions and answers, numbered from one number to another. */
function talk(from: number, to: number): ConversationItem[] {
  return Array.from({ length: to - from }, (_, index) => {
    return item(`m${from + index}`, (from + index) % 2 === 0 ? 'user' : 'assistant');
  });
}

/** The group of each message. */
function places(items: readonly ConversationItem[], pageStarts: readonly number[]): Map<string, string> {
  const groups = groupMessages(items, pageStarts);
  expect(groups.flatMap((group) => group.items)).toEqual(items);
  return new Map(groups.flatMap((group) => group.items.map(({ key }) => [key, group.key])));
}

describe('groups of messages', () => {
  it('keep each message in its group as the conversation grows', () => {
    let before = places([], [0]);
    for (let length = 1; length <= 3 * GROUP_SIZE; length++) {
      const now = places(talk(0, length), [0]);
      for (const [key, group] of before) expect(now.get(key)).toBe(group);
      before = now;
    }
    expect(new Set(before.values()).size).toBe(3);
  });

  it('keep each message in its group when earlier pages are loaded', () => {
    const before = places(talk(150, 201), [0]);
    const now = places(talk(50, 201), [0, 100]);
    for (const [key, group] of before) expect(now.get(key)).toBe(group);
  });

  it('keep a draft in its group when another draft before it is discarded', () => {
    const settled = talk(0, GROUP_SIZE - 1);
    const [one, two] = [item('draft_1', 'assistant'), item('draft_2', 'assistant')];
    const before = places([...settled, one, two], [0]);
    const now = places([...settled, two], [0]);
    expect(now.get('draft_2')).toBe(before.get('draft_2'));
  });

  it('have a maximum size, whoever the authors are', () => {
    const items = Array.from({ length: 500 }, (_, index) => item(`m${index}`, 'assistant'));
    for (const group of groupMessages(items, [0])) {
      expect(group.items.length).toBeLessThanOrEqual(MAX_GROUP_SIZE);
    }
  });
});
