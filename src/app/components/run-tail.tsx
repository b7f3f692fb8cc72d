import { isActive } from '../../protocol/run.ts';
import type { Conversation } from '../hooks/use-conversation.ts';
import { RunOutcome } from './run-outcome.tsx';
import { Thinking } from './thinking.tsx';

interface RunTailProps {
  conversation: Conversation;
  /** A message is on its way to the hub. */
  sending: boolean;
  onRetry: () => void;
}

/** What stands after the messages: that more is to come, or why nothing is. */
export function RunTail({ conversation, sending, onRetry }: RunTailProps) {
  const { items, live, status, failure, error } = conversation;
  if (error && items.length === 0) {
    return (
      <div className="dialogue py-4">
        <p className="text-terracotta">This conversation cannot be read. {error.message}</p>
      </div>
    );
  }
  const active = status !== null && isActive(status);
  if (sending || active) {
    if (items.at(-1)?.busy || (active && live?.connection === 'interrupted')) return null;
    const writing = !sending && !!live?.state.drafts.some((draft) => draft.text !== '');
    const since = live && (writing ? live.startedAt : (live.lastDeltaAt ?? live.startedAt));
    return <Thinking writing={writing} since={active ? (since ?? null) : null} />;
  }
  return (
    <RunOutcome
      status={status}
      failure={failure}
      stopIsMarked={items.at(-1)?.partial === 'stopped'}
      onRetry={onRetry}
    />
  );
}
