import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { useLocation, useRoute } from 'wouter';
import { ServicesContext, type Services } from '../hooks/services.ts';
import { useOtherTabs } from '../hooks/use-other-tabs.ts';
import { ConversationPage } from './conversation-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';

interface AppProps {
  services: Services;
  queryClient: QueryClient;
}

/** The client, on its services. */
export function App({ services, queryClient }: AppProps) {
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={queryClient}>
        <Routes />
      </QueryClientProvider>
    </ServicesContext>
  );
}

/** One page serves both routes, so that a new conversation stays where it is when it gets its URL. */
function Routes() {
  useOtherTabs();
  const [path] = useLocation();
  const [, parameters] = useRoute('/threads/:threadId');
  if (path !== '/' && !parameters) return <NotFoundPage />;
  return <ConversationPage threadId={parameters?.threadId ?? null} />;
}
