import { QueryClientProvider, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo, useState, type Context, type ReactElement, type ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { createStore } from 'zustand/vanilla';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { withSilenceTimeout } from '../../client/silence-timeout.ts';
import type { Account } from '../../protocol/account.ts';
import { AccountContext } from '../account/account-context.ts';
import type { SessionControl } from '../account/use-session.ts';
import { healthQuery } from '../api/health.ts';
import { BrowserContext } from '../browser/browser-context.ts';
import { createActionStore } from '../commands/action-store.ts';
import { ActionsContext } from '../commands/actions-context.ts';
import { ComposerDraftsContext } from '../composer/composer-drafts-context.ts';
import { openComposerDrafts } from '../composer/composer-drafts.ts';
import { PreferencesContext } from '../preferences/preferences-context.ts';
import { createRunProgress } from '../runs/run-progress.ts';
import { createRunStore } from '../runs/run-store.ts';
import { RunsContext } from '../runs/runs-context.ts';
import { createMessageSender } from '../sending/message-sender.ts';
import { openOutbox } from '../sending/outbox.ts';
import { SendingContext } from '../sending/sending-context.ts';
import { AccountEventsContext } from '../tabs/account-events-context.ts';
import { createAccountEvents } from '../tabs/account-events.ts';
import { shareEventSources } from '../tabs/shared-event-source.ts';
import { createSeenThreads } from '../threads/seen-threads.ts';
import { createThreadDeletions } from '../threads/thread-deletions.ts';
import { ThreadsContext } from '../threads/threads-context.ts';
import { LazyToaster } from '../ui/lazy-toaster.tsx';
import { ToastsContext } from '../ui/toasts-context.ts';
import { createToasts } from '../ui/toasts.ts';
import { VersionArrivalContext } from '../versions/version-arrival-context.ts';
import { createVersionArrival } from '../versions/version-arrival.ts';
import type { PageEnvironment } from './page-environment.ts';

interface AccountProvidersProps {
  page: PageEnvironment;
  account: Account;
  control: Pick<SessionControl, 'check' | 'signOut'>;
  children: ReactNode;
}

/**
 * Creates everything that belongs to the signed-in account: its queries, stores and streams. The component is unmounted
 * when the account changes, so no data is shared between accounts.
 */
export function AccountProviders({ page, account, control, children }: AccountProvidersProps) {
  const { check, signOut } = control;
  const pageQueries = useQueryClient();
  const [stores] = useState(() => openAccount(page, pageQueries, account.id, check));
  const signedIn = useMemo(() => {
    function forgetStored(): void {
      stores.runs.runStore.forget();
      stores.threads.seenThreads.forget();
      stores.sending.outbox.forget();
      stores.composerDrafts.forget();
    }
    return {
      account,
      forgetStored,
      async signOut() {
        await stores.threads.threadDeletions.flush();
        await signOut();
        forgetStored();
        navigate('/', { replace: true }); // the next account has no thread at this address
      },
    };
  }, [account, stores, signOut]);
  const providers = [
    provider(BrowserContext, page),
    provider(PreferencesContext, page.preferences),
    provider(ToastsContext, stores.toasts),
    provider(ActionsContext, stores.actions),
    provider(AccountEventsContext, stores.accountEvents),
    provider(RunsContext, stores.runs),
    provider(ThreadsContext, stores.threads),
    provider(ComposerDraftsContext, stores.composerDrafts),
    provider(VersionArrivalContext, stores.versionArrival),
    provider(SendingContext, stores.sending),
    provider(AccountContext, signedIn),
  ];
  const content = (
    <>
      {children}
      <LazyToaster />
    </>
  );
  return (
    <QueryClientProvider client={stores.queryClient}>
      {providers.reduce((inner, provide) => provide(inner), content)}
    </QueryClientProvider>
  );
}

/** Returns a function that wraps its argument in the provider of a context. */
function provider<T>(Provider: Context<T>, value: T): (inner: ReactElement) => ReactElement {
  return (inner) => <Provider value={value}>{inner}</Provider>;
}

/** @param check called when the browser may be signed in to another account, or to none */
function openAccount(page: PageEnvironment, pageQueries: QueryClient, accountId: string, check: () => void) {
  const queryClient = page.createQueryClient((error) => {
    if (isSignInRequired(error)) check();
  });
  queryClient.setQueryData(healthQuery.queryKey, pageQueries.getQueryData(healthQuery.queryKey));
  const openEventSource = withSilenceTimeout(page.openEventSource, page.clock);
  const shared = { ...page, openEventSource, accountId };
  const toasts = createToasts();
  const outbox = openOutbox(page.storage, accountId);
  const runStore = createRunStore(page.clock, page.storage, accountId);
  const outlineOf = (runId: string) => runStore.getState().outlines[runId];
  return {
    queryClient,
    toasts,
    actions: createActionStore(),
    accountEvents: createAccountEvents({ ...shared, onRefused: check, onReconnected: check }),
    runs: { runStore, runProgress: createRunProgress(), openSharedSource: shareEventSources(shared) },
    threads: {
      seenThreads: createSeenThreads(page.storage, accountId),
      threadDeletions: createThreadDeletions(queryClient, toasts),
      threadSearch: createStore(() => ({ text: '' })),
    },
    composerDrafts: openComposerDrafts(page.storage, accountId),
    versionArrival: createVersionArrival(),
    sending: { outbox, sender: createMessageSender({ queryClient, outbox, outlineOf, clock: page.clock }) },
  };
}
