import { useSearchParams } from 'wouter';
import { navigate, useHistoryState } from 'wouter/use-browser-location';
import { ConversationView } from '../components/conversation-view.tsx';
import { PracticeBanner } from '../components/practice-banner.tsx';
import { Sidebar } from '../components/sidebar.tsx';

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
  return (
    <div className="flex h-dvh bg-paper">
      <aside
        aria-label="Symposium"
        className="hidden w-sidebar shrink-0 flex-col border-r border-line md:flex"
      >
        <Sidebar />
      </aside>
      <main className="flex min-w-0 flex-1 flex-col pt-[env(safe-area-inset-top)] pr-[env(safe-area-inset-right)]">
        <PracticeBanner />
        <ConversationView
          key={conversation}
          threadId={threadId}
          askedFor={parameters.get('agent')}
          onThread={(started) => navigate(`/threads/${started}`, { replace: true, state: { conversation } })}
          onChooseAgent={(id) => navigate(`/?agent=${encodeURIComponent(id)}`, { replace: true, state })}
        />
      </main>
    </div>
  );
}
