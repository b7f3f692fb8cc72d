import { isPaused } from '../../protocol/run.ts';
import type { ShownKinds } from '../agents/use-shown-kinds.ts';
import type { Conversation } from './use-conversation.ts';
import { useLastDeltaAt } from '../runs/use-live-run.ts';
import { Button } from '../ui/button.tsx';
import { showsOutcome } from '../messages/conversation-item.ts';
import { RetryWait } from '../messages/retry-wait.tsx';
import { LazyRunOutcome } from '../messages/lazy-run-outcome.tsx';
import { HiddenReply } from '../runs/hidden-reply.tsx';
import { LazyRunRequests } from '../requests/lazy-run-requests.tsx';
import { Queued, RunningTools, Thinking } from '../runs/pending-reply.tsx';

interface ReplyStatusProps {
  conversation: Conversation;
  /** Whether a message is being sent to the hub. */
  sending: boolean;
  /** Which kinds of partial output are shown. */
  shown: ShownKinds;
  onRetry: () => void;
  /** Moves the focus to the message box. */
  onFocusLost: () => void;
}

/**
 * Shown after the messages. It says that a reply is coming, how the last run ended, or why the conversation could not
 * be loaded.
 */
export function ReplyStatus({ conversation, sending, shown, onRetry, onFocusLost }: ReplyStatusProps) {
  const { items, active, outcome, error } = conversation;
  if (error && items.length === 0) {
    return (
      <div className="dialogue py-4">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <p className="text-interface text-terracotta">Couldn’t load this conversation. {error.message}</p>
          <Button look="outline" onClick={conversation.reload}>
            Try again
          </Button>
        </div>
      </div>
    );
  }
  if (sending || active) {
    return (
      <>
        {outcome && <LazyRunOutcome outcome={outcome} isMarked />}
        <ActiveRunStatus {...{ conversation, sending, shown, onFocusLost }} />
      </>
    );
  }
  return (
    outcome && (
      <LazyRunOutcome outcome={outcome} isMarked={showsOutcome(items.at(-1), outcome)} onRetry={onRetry} />
    )
  );
}

function ActiveRunStatus({ conversation, sending, shown, onFocusLost }: Omit<ReplyStatusProps, 'onRetry'>) {
  const { items, run, live, status, active } = conversation;
  const isWriting = items.at(-1)?.draft && (live?.doing ?? null) === null;
  if (isWriting || (active && live?.connection === 'interrupted')) return null;
  if (!run || !live || !active) return <Thinking since={null} />;
  const thinking = <ThinkingSinceLastDelta runId={run.id} startedAt={live.startedAt} />;
  if (sending) return thinking;
  if (live.retry) return <RetryWait key={live.notices.length} notice={live.retry} />;
  if (isPaused(status)) return <LazyRunRequests run={live.run ?? run} onFocusLost={onFocusLost} />;
  if (status === 'queued') return <Queued since={live.startedAt} />;
  switch (live.doing) {
    case 'tools':
      return shown.tools ? null : <RunningTools names={live.tools} />;
    case 'thinking':
      return shown.thinking ? null : <Thinking since={live.startedAt} />;
    case 'deciding':
      return <Thinking since={live.startedAt} />;
    case null:
      return live.drafts.length > 0 ? <HiddenReply since={live.startedAt} /> : thinking;
  }
}

/** Shown before the first delta, and between two messages. */
function ThinkingSinceLastDelta({ runId, startedAt }: { runId: string; startedAt: number }) {
  return <Thinking since={useLastDeltaAt(runId) ?? startedAt} />;
}
