import { awaitedTools, awaitedToolsText } from '../../client/awaited-tools.ts';
import type { RunStatus } from '../../protocol/run.ts';
import type { ConversationItem, TurnOutcome } from '../messages/conversation-item.ts';
import type { RunOutline } from '../runs/run-outline.ts';

interface AnnouncerProps {
  name: string;
  status: RunStatus | null;
  live: RunOutline | undefined;
  /** How the turn of the newest run stands. */
  turn: TurnOutcome | null;
  /** How far the person's last message has come; null once the hub has it. */
  delivery: ConversationItem['delivery'];
}

const WAITS: Partial<Record<NonNullable<ConversationItem['delivery']>, string>> = {
  waiting: "Your message waits. It sends automatically when you're back online.",
  queued: 'Your message waits for the reply to finish.',
  blocked: 'Your message waits for the one above.',
};

/** Says to a screen reader that a reply started or ended, and how: never what it says, token by token. */
export function Announcer({ name, status, live, turn, delivery }: AnnouncerProps) {
  return (
    <output aria-live="polite" className="sr-only">
      {(delivery && WAITS[delivery]) ?? (live && announcement(name, status, live, turn))}
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
  if (status === 'awaiting_tools') return `${awaitedToolsText(awaitedTools(live.run))}.`;
  if (live.connection === 'interrupted') return 'The connection to the server was lost.';
  return live.retry ? 'The model server does not answer yet. Trying again.' : `${name} is replying.`;
}
