import { isActive } from '../../protocol/run.ts';
import type { Conversation } from '../hooks/use-conversation.ts';
import { useLastDeltaAt } from '../hooks/use-live-run.ts';
import { Button } from './ui/button.tsx';
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
  const { items, run, live, status, failure, error } = conversation;
  if (error && items.length === 0) {
    return (
      <div className="dialogue py-4">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <p className="text-interface text-terracotta">Couldn’t load this conversation. {error.message}</p>
          <Button look="outline" onClick={conversation.reread}>
            Try again
          </Button>
        </div>
      </div>
    );
  }
  const active = status !== null && isActive(status);
  if (sending || active) {
    if (items.at(-1)?.draft || (active && live?.connection === 'interrupted')) return null;
    if (!run || !live || !active) return <Thinking writing={false} since={null} />;
    if (!sending && live.drafts.length > 0) return <Thinking writing since={live.startedAt} />;
    return <ThinkingOn runId={run.id} startedAt={live.startedAt} />;
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

/** Nothing has come yet, or nothing since the last delta. */
function ThinkingOn({ runId, startedAt }: { runId: string; startedAt: number }) {
  return <Thinking writing={false} since={useLastDeltaAt(runId) ?? startedAt} />;
}
