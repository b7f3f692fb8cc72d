import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, useState, type ComponentType } from 'react';
import { useLocation, useRoute } from 'wouter';
import { isPagePath } from '../../protocol/page-paths.ts';
import { PageHeader } from '../frame/page-header.tsx';
import { Overlays } from './overlays.tsx';
import { DocumentTitle } from './document-title.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import type { PageEnvironment } from './page-environment.ts';
import { useAccountEvents } from './use-account-events.ts';
import { useFlushDeletions } from '../threads/use-delete-thread.ts';
import { useDropGuard } from '../composer/use-dropped-files.ts';
import { useRetryUnsent } from '../sending/use-retry-unsent.ts';
import { useStorageNote } from './use-storage-note.ts';
import { useOtherTabsPreferences } from '../preferences/use-preferences.ts';
import { AccountGate } from './account-gate.tsx';
import { ConversationPage } from '../conversation/conversation-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

const SettingsPage = lazy(async () => {
  const { SettingsPage: Page } = await import('../settings/settings-page.tsx');
  return { default: Page };
});

const AgentsPage = lazy(async () => {
  const { AgentsPage: Page } = await import('../agents/agents-page.tsx');
  return { default: Page };
});

const CookiesBlockedPage = lazy(async () => {
  const { CookiesBlockedPage: Page } = await import('../account/cookies-blocked-page.tsx');
  return { default: Page };
});

interface AppProps {
  page: PageEnvironment;
}

/** Pages without a conversation, by their path. */
const NAMED_PAGES = new Map<string, { name: string; Page: ComponentType }>([
  ['/agents', { name: 'Agents', Page: AgentsPage }],
  ['/settings', { name: 'Settings', Page: SettingsPage }],
]);

/** The web client. */
export function App({ page }: AppProps) {
  const [queryClient] = useState(() => page.createQueryClient(() => {}));
  useOtherTabsPreferences(page.preferences);
  useDropGuard();
  if (!page.keepsCookies) {
    return (
      <LoadBoundary waiting={null}>
        <CookiesBlockedPage />
      </LoadBoundary>
    );
  }
  return (
    <QueryClientProvider client={queryClient}>
      <AccountGate page={page}>
        <Routes />
        <Overlays />
      </AccountGate>
    </QueryClientProvider>
  );
}

/**
 * Renders the page for the current URL. New conversations and threads use the same component, so that a new
 * conversation stays mounted when it gets a URL.
 */
function Routes() {
  useAccountEvents();
  useRetryUnsent();
  useFlushDeletions();
  useStorageNote();
  const [path] = useLocation();
  const [, parameters] = useRoute('/threads/:threadId');
  const named = NAMED_PAGES.get(path);
  if (!isPagePath(path)) {
    return (
      <>
        <DocumentTitle threadId={null} name="Page not found" />
        <NotFoundPage />
      </>
    );
  }
  return (
    <Shell>
      <DocumentTitle threadId={parameters?.threadId ?? null} name={named?.name ?? null} />
      {named ? (
        <LoadBoundary key={path} waiting={<PageHeader title={named.name} />}>
          <named.Page />
        </LoadBoundary>
      ) : (
        <ConversationPage threadId={parameters?.threadId ?? null} />
      )}
    </Shell>
  );
}
