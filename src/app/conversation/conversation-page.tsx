import { useSearchParams } from 'wouter';
import { navigate, useHistoryState } from 'wouter/use-browser-location';
import { ConversationView } from './conversation-view.tsx';

interface ConversationPageProps {
  /** Null: a new conversation. */
  threadId: string | null;
}

/** What an entry of the history remembers besides its URL. */
interface HistoryState {
  /** Which conversation the page shows: the same before and after its first message gave it a URL. */
  conversation?: string;
}

/** The page for a new conversation and for each thread. */
export function ConversationPage({ threadId }: ConversationPageProps) {
  const state = useHistoryState<HistoryState | null>();
  const [parameters] = useSearchParams();
  const conversation = state?.conversation ?? threadId ?? 'new';
  const path = threadId === null ? '/' : `/threads/${threadId}`;
  return (
    <ConversationView
      key={conversation}
      conversation={conversation}
      threadId={threadId}
      askedFor={parameters.get('agent')}
      onThread={(started) => navigate(`/threads/${started}`, { replace: true, state: { conversation } })}
      onChooseAgent={(id) => {
        const search = id === null ? '' : `?agent=${encodeURIComponent(id)}`;
        navigate(path + search, { replace: true, state });
      }}
    />
  );
}
