import { QueryClientProvider, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { createStore } from 'zustand/vanilla';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { watchSources } from '../../client/watched-source.ts';
import { createAccountEvents } from '../api/account-events.ts';
import { healthQuery } from '../api/health.ts';
import { shareSources } from '../api/shared-source.ts';
import { ToasterPlace } from '../components/toaster-place.tsx';
import { AccountContext } from '../hooks/account.ts';
import { forgetAccount } from '../hooks/forget-account.ts';
import { createMessageSender } from '../hooks/message-sender.ts';
import { createThreadDeletions } from '../hooks/thread-deletions.ts';
import { ServicesContext, type PageServices, type Services } from '../hooks/services.ts';
import type { SessionControl } from '../hooks/use-session.ts';
import { createActionStore } from '../stores/action-store.ts';
import { openComposerDrafts } from '../stores/composer-drafts.ts';
import { openOutbox } from '../stores/outbox.ts';
import { createRunProgress } from '../stores/run-progress.ts';
import { createRunStore } from '../stores/run-store.ts';
import { createSeenThreads } from '../stores/seen-threads.ts';
import { createToasts } from '../stores/toasts.ts';
import { createVersionArrival } from '../stores/version-arrival.ts';
import type { Account } from '../../protocol/account.ts';

interface AccountScopeProps {
  page: PageServices;
  account: Account;
  control: Pick<SessionControl, 'check' | 'signOut'>;
  children: ReactNode;
}

/** Holds what is an account's, and lets go of it with the page: nothing of it can reach who comes next. */
export function AccountScope({ page, account, control, children }: AccountScopeProps) {
  const { check, signOut } = control;
  const pageQueries = useQueryClient();
  const [{ queryClient, services }] = useState(() => openAccount(page, pageQueries, account.id, check));
  const signedIn = useMemo(() => {
    async function leave(): Promise<void> {
      await services.threadDeletions.settle();
      await signOut();
      forgetAccount(services);
      navigate('/', { replace: true }); // the thread at this address is no business of who comes next
    }
    return { account, signOut: leave };
  }, [account, services, signOut]);
  return (
    <QueryClientProvider client={queryClient}>
      <ServicesContext value={services}>
        <AccountContext value={signedIn}>
          {children}
          <ToasterPlace />
        </AccountContext>
      </ServicesContext>
    </QueryClientProvider>
  );
}

/** @param check called when the browser may be signed in to another account, or to none */
function openAccount(page: PageServices, pageQueries: QueryClient, accountId: string, check: () => void) {
  const queryClient = page.createQueryClient((error) => {
    if (isSignInRequired(error)) check();
  });
  queryClient.setQueryData(healthQuery.queryKey, pageQueries.getQueryData(healthQuery.queryKey));
  const outbox = openOutbox(page.storage, accountId);
  const openEventSource = watchSources(page.openEventSource, page.clock);
  const toasts = createToasts();
  const runStore = createRunStore(page.clock, page.storage, accountId);
  const outlineOf = (runId: string) => runStore.getState().outlines[runId];
  const services: Services = {
    ...page,
    runStore,
    accountEvents: createAccountEvents({
      ...page,
      openEventSource,
      accountId,
      onRefused: check,
      onReconnected: check,
    }),
    openSharedSource: shareSources({ ...page, openEventSource, accountId }),
    runProgress: createRunProgress(),
    seenThreads: createSeenThreads(page.storage, accountId),
    threadDeletions: createThreadDeletions(queryClient, toasts),
    threadSearch: createStore(() => ({ text: '' })),
    toasts,
    outbox,
    sender: createMessageSender({ queryClient, outbox, outlineOf, clock: page.clock }),
    composerDrafts: openComposerDrafts(page.storage, accountId),
    versionArrival: createVersionArrival(),
    actions: createActionStore(),
  };
  return { queryClient, services };
}
