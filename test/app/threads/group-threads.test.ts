import { describe, expect, it } from 'vitest';
import { groupThreads, timeWithoutHeading, timeInGroup } from '../../../src/app/threads/group-threads.ts';
import type { Thread } from '../../../src/protocol/thread.ts';

const at = (...parts: [year: number, month: number, day: number, hours?: number, minutes?: number]) => {
  const [year, month, ...rest] = parts;
  return new Date(year, month - 1, ...rest).getTime();
};
const TODAY = at(2026, 11, 25);

function threadAt(moment: number): Thread {
  const seconds = moment / 1000;
  return {
    id: String(moment),
    object: 'thread',
    created_at: at(2020, 1, 1) / 1000,
    last_active_at: seconds,
    metadata: {},
  };
}

const headingOf = (moment: number, today = TODAY) => groupThreads([threadAt(moment)], today)[0]?.heading;

describe('threads in groups', () => {
  it.each([
    ['this morning', at(2026, 11, 25, 9), 'Today'],
    ['the first moment of today', TODAY, 'Today'],
    ['the last minute of yesterday', at(2026, 11, 24, 23, 59), 'Yesterday'],
    ['the day before yesterday', at(2026, 11, 23, 12), 'Previous 7 days'],
    ['a week ago', at(2026, 11, 18, 12), 'Previous 7 days'],
    ['longer ago', at(2026, 11, 17, 12), 'Earlier this month'],
    ['another month', at(2026, 10, 31, 12), 'October'],
    ['another year', at(2025, 11, 20, 12), 'November 2025'],
    ['a moment from a clock that is ahead of this one', at(2026, 11, 26, 1), 'Today'],
  ])('are named after the time: %s', (_, moment, heading) => {
    expect(headingOf(moment)).toBe(heading);
  });

  it('follow calendar days across a clock change', () => {
    expect(headingOf(at(2026, 10, 25, 0, 30), at(2026, 10, 26))).toBe('Yesterday');
    expect(headingOf(at(2026, 3, 29, 0, 30), at(2026, 3, 30))).toBe('Yesterday');
  });

  it('use the creation time if there is no other', () => {
    const { last_active_at: _, ...thread } = threadAt(TODAY);
    expect(groupThreads([thread], TODAY)[0]?.heading).toBe('January 2020');
  });

  it('keep their order', () => {
    const threads = [at(2026, 11, 25, 9), at(2026, 11, 25, 8), at(2026, 11, 24, 9)].map(threadAt);
    const groups = groupThreads(threads, TODAY);
    expect(groups.map((group) => group.threads)).toEqual([threads.slice(0, 2), threads.slice(2)]);
  });
});

describe('the time of a thread', () => {
  it.each([
    ['today', at(2026, 11, 25, 9, 5), '09:05', '09:05'],
    ['yesterday', at(2026, 11, 24, 9, 5), '09:05', 'Yesterday'],
    ['in the last days', at(2026, 11, 22, 9), 'Sunday', 'Sunday'],
    ['this year', at(2026, 10, 3, 9), 'Oct 3', 'Oct 3'],
    ['another year', at(2025, 10, 3, 9), 'Oct 3', 'Oct 3, 2025'],
  ])('is shown with and without a heading: %s', (_, moment, inGroup, alone) => {
    expect(timeInGroup(moment, TODAY)).toBe(inGroup);
    expect(timeWithoutHeading(moment, TODAY)).toBe(alone);
  });
});
