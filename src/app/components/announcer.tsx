import type { RunStatus } from '../../protocol/run.ts';
import type { RunOutline } from '../stores/run-outline.ts';

interface AnnouncerProps {
  name: string;
  status: RunStatus | null;
  live: RunOutline | undefined;
  /** What the person has said last waits until it can be sent. */
  isWaiting: boolean;
}

/** Says to a screen reader that a reply started or ended, and how: never what it says, token by token. */
export function Announcer({ name, status, live, isWaiting }: AnnouncerProps) {
  return (
    <output aria-live="polite" className="sr-only">
      {isWaiting
        ? 'Your message is not sent yet. It goes out by itself.'
        : live && announcement(name, status, live)}
    </output>
  );
}

function announcement(name: string, status: RunStatus | null, live: RunOutline): string {
  switch (status) {
    case 'cancelled':
      return 'The reply was cut off.';
    case 'failed':
    case 'expired':
    case 'incomplete':
      return 'The reply failed.';
    case 'requires_action':
      return `${name} has replied. Your turn.`;
    case 'completed':
      return `${name} has replied.`;
    default:
      return live.connection === 'interrupted'
        ? 'The connection to the server was lost.'
        : `${name} is replying.`;
  }
}
