import type { RunStatus } from '../../protocol/run.ts';
import type { ConversationItem, TurnOutcome } from '../messages/conversation-item.ts';
import type { RunOutline } from '../runs/run-outline.ts';

interface AnnouncerProps {
  name: string;
  status: RunStatus | null;
  live: RunOutline | undefined;
  /** The outcome of the newest run's turn; null while the turn has no outcome. */
  turn: TurnOutcome | null;
  /** The delivery state of the person's last message; null when the hub has the message. */
  delivery: ConversationItem['delivery'];
}

const WAITING_TEXTS: Partial<Record<NonNullable<ConversationItem['delivery']>, string>> = {
  waiting: "Your message is waiting to send. It sends automatically when you're back online.",
  queued: 'Your message is waiting for the reply to finish.',
  blocked: 'Your message is waiting for the message above.',
};

/** Announces to screen readers that a reply started, and how it ended. The text of the reply is not announced. */
export function Announcer({ name, status, live, turn, delivery }: AnnouncerProps) {
  return (
    <output aria-live="polite" className="sr-only">
      {(delivery && WAITING_TEXTS[delivery]) ?? (live && announcement(name, status, live, turn))}
    </output>
  );
}

function announcement(
  name: string,
  status: RunStatus | null,
  live: RunOutline,
  turn: TurnOutcome | null,
): string {
  const ending = turn?.ending;
  if (ending) return ending.kind === 'stopped' ? 'Reply stopped.' : `${ending.title}.`;
  if (turn?.hasReply && status === 'requires_action') return `${name} has replied. Your turn.`;
  if (turn?.hasReply && status === 'completed') return `${name} has replied.`;
  if (status === 'awaiting_answers') return `${name} is waiting for your answer.`;
  if (status === 'awaiting_tools') return `${name} is waiting for results from a program.`;
  if (live.connection === 'interrupted') return 'Lost the connection to the server.';
  if (live.retry) return 'The model isn’t answering yet. Trying again.';
  if (live.doing === 'tools') return `${name} is running ${live.tools}.`;
  return `${name} is ${live.doing === null ? 'replying' : 'thinking'}.`;
}
