import { useSearchParams } from 'wouter';
import { navigate, useHistoryState } from 'wouter/use-browser-location';
import type { ConversationHistoryState } from '../frame/conversation-history.ts';
import { ConversationView } from './conversation-view.tsx';

interface ConversationPageProps {
  /** Null for a new conversation. */
  threadId: string | null;
}

/** The page for a new conversation and for each thread. */
export function ConversationPage({ threadId }: ConversationPageProps) {
  const state = useHistoryState<ConversationHistoryState | null>();
  const [parameters] = useSearchParams();
  const conversation = state?.conversation ?? threadId ?? 'new';
  const path = threadId === null ? '/' : `/threads/${threadId}`;
  return (
    <ConversationView
      key={conversation}
      conversation={conversation}
      threadId={threadId}
      requestedAgent={parameters.get('agent')}
      onThreadCreated={(created) =>
        navigate(`/threads/${created}`, { replace: true, state: { conversation } })
      }
      onChooseAgent={(id) => {
        const search = id === null ? '' : `?agent=${encodeURIComponent(id)}`;
        navigate(path + search, { replace: true, state });
      }}
    />
  );
}
