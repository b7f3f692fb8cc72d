import { usePreference } from '../preferences/use-preferences.ts';

const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });

interface MessageTimeProps {
  /** In Unix seconds; null while unknown. */
  createdAt: number | null;
}

/**
 * The time of a message, next to its author's name. It is shown while the pointer or the focus is in the message, or
 * always if the person has chosen that. CSS generates the text, so that it is not selected or copied with the message.
 */
export function MessageTime({ createdAt }: MessageTimeProps) {
  const [showTimes] = usePreference('showTimes');
  if (createdAt === null) return null;
  const moment = new Date(createdAt * 1000);
  return (
    <time
      dateTime={moment.toISOString()}
      title={dayAndTime.format(moment)}
      data-time={time.format(moment)}
      className={`shrink-0 font-normal tracking-normal tabular-nums before:content-[attr(data-time)] ${showTimes ? '' : 'opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 print:hidden'}`}
    />
  );
}
