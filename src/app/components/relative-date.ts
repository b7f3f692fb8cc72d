const DAY = 86_400_000;

const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** A moment as people say it: the time today, "Yesterday", a weekday, then the date. Both in milliseconds. */
export function relativeDate(moment: number, now: number): string {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / DAY);
  if (days <= 0) return time.format(moment);
  if (days === 1) return 'Yesterday';
  if (days < 7) return weekday.format(moment);
  const sameYear = new Date(moment).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? date : dateOfYear).format(moment);
}
