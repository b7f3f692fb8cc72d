import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import { PageHeader } from '../components/page-header.tsx';
import { Overlays } from '../components/overlays.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { LoadBoundary } from '../components/ui/load-boundary.tsx';
import type { PageServices } from '../hooks/services.ts';
import { useAccountEvents } from '../hooks/use-account-events.ts';
import { useSettleDeletions } from '../hooks/use-delete-thread.ts';
import { useOutbox } from '../hooks/use-outbox.ts';
import { useOtherTabsPreferences } from '../hooks/use-preferences.ts';
import { AccountGate } from './account-gate.tsx';
import { ConversationPage } from './conversation-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

const SettingsPage = lazy(async () => {
  const { SettingsPage: Page } = await import('./settings-page.tsx');
  return { default: Page };
});

interface AppProps {
  page: PageServices;
}

/** The client, on the services of its page. */
export function App({ page }: AppProps) {
  const [queryClient] = useState(() => page.createQueryClient(() => {}));
  useOtherTabsPreferences(page.preferences);
  return (
    <QueryClientProvider client={queryClient}>
      <AccountGate page={page}>
        <Routes />
        <Overlays />
      </AccountGate>
    </QueryClientProvider>
  );
}

/** One page serves a new conversation and each thread, so that one stays where it is when it gets its URL. */
function Routes() {
  useAccountEvents();
  useOutbox();
  useSettleDeletions();
  const [path] = useLocation();
  const [, parameters] = useRoute('/threads/:threadId');
  const isSettings = path === '/settings';
  if (path !== '/' && !parameters && !isSettings) {
    return (
      <>
        <PageTitle threadId={null} name="Nothing is here" />
        <NotFoundPage />
      </>
    );
  }
  return (
    <Shell>
      <PageTitle threadId={parameters?.threadId ?? null} name={isSettings ? 'Settings' : null} />
      {isSettings ? (
        <LoadBoundary waiting={<PageHeader title="Settings" />}>
          <SettingsPage />
        </LoadBoundary>
      ) : (
        <ConversationPage threadId={parameters?.threadId ?? null} />
      )}
    </Shell>
  );
}
