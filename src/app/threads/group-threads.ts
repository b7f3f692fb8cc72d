import type { Thread } from '../../protocol/thread.ts';
import { lastActiveAt } from './thread-title.ts';

/** Threads under one heading. */
export interface ThreadGroup {
  heading: string;
  threads: Thread[];
}

const DAY = 86_400_000;

const month = new Intl.DateTimeFormat('en', { month: 'long' });
const monthOfYear = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });
const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/**
 * Groups threads by the day of their last activity. Recent groups are shorter than older groups.
 * @param threads newest first; the order stays
 * @param today the start of today, in milliseconds since 1970
 */
export function groupThreads(threads: readonly Thread[], today: number): ThreadGroup[] {
  const groups = new Map<string, Thread[]>();
  for (const thread of threads) {
    const heading = headingOf(lastActiveAt(thread) * 1000, today);
    const group = groups.get(heading);
    if (group) group.push(thread);
    else groups.set(heading, [thread]);
  }
  return [...groups].map(([heading, grouped]) => ({ heading, threads: grouped }));
}

/** Formats a moment for a list with headings: the time for today and yesterday, then the weekday, then the date. */
export function timeInGroup(moment: number, today: number): string {
  const days = daysBefore(moment, today);
  if (days < 2) return time.format(moment);
  return days <= 7 ? weekday.format(moment) : date.format(moment);
}

/** Formats a moment for a list without headings: the time for today, "Yesterday", then the weekday, then the date. */
export function timeWithoutHeading(moment: number, today: number): string {
  const days = daysBefore(moment, today);
  if (days <= 0) return time.format(moment);
  if (days === 1) return 'Yesterday';
  if (days < 7) return weekday.format(moment);
  return (isSameYear(moment, today) ? date : dateOfYear).format(moment);
}

function headingOf(moment: number, today: number): string {
  const days = daysBefore(moment, today);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Previous 7 days';
  if (!isSameYear(moment, today)) return monthOfYear.format(moment);
  const isSameMonth = new Date(moment).getMonth() === new Date(today).getMonth();
  return isSameMonth ? 'Earlier this month' : month.format(moment);
}

function isSameYear(one: number, other: number): boolean {
  return new Date(one).getFullYear() === new Date(other).getFullYear();
}

/**
 * Returns the number of days from a moment to today. Rounded, because a day has 23 or 25 hours when the clocks change.
 */
function daysBefore(moment: number, today: number): number {
  return Math.round((today - new Date(moment).setHours(0, 0, 0, 0)) / DAY);
}
