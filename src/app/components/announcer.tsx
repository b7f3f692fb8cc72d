import type { RunStatus } from '../../protocol/run.ts';
import type { ConversationItem } from '../hooks/conversation-item.ts';
import type { RunOutline } from '../stores/run-outline.ts';

interface AnnouncerProps {
  name: string;
  status: RunStatus | null;
  live: RunOutline | undefined;
  /** How far the person's last message has come; null once the hub has it. */
  delivery: ConversationItem['delivery'];
}

const WAITS: Partial<Record<NonNullable<ConversationItem['delivery']>, string>> = {
  waiting: "Your message waits. It sends automatically when you're back online.",
  queued: 'Your message waits for the reply to finish.',
  blocked: 'Your message waits for the one above.',
};

/** Says to a screen reader that a reply started or ended, and how: never what it says, token by token. */
export function Announcer({ name, status, live, delivery }: AnnouncerProps) {
  return (
    <output aria-live="polite" className="sr-only">
      {(delivery && WAITS[delivery]) ?? (live && announcement(name, status, live))}
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
        ? 'The connection to the hub was lost.'
        : `${name} is replying.`;
  }
}
