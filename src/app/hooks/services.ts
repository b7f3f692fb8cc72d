import type { QueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { StoreApi } from 'zustand';
import type { OpenEventSource } from '../../client/event-source.ts';
import type { AccountEvents } from '../api/account-events.ts';
import type { LocksLike } from '../api/locks.ts';
import type { OpenTabChannel, TabChannel } from '../api/tab-channel.ts';
import type { Clock } from '../clock.ts';
import type { PageStorage } from '../open-storage.ts';
import type { ActionStore } from '../stores/action-store.ts';
import type { ComposerDrafts } from '../stores/composer-drafts.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { PreferencesStore } from '../stores/preferences-store.ts';
import type { RunProgressStore } from '../stores/run-progress.ts';
import type { RunStore } from '../stores/run-store.ts';
import type { SeenThreadsStore } from '../stores/seen-threads.ts';
import type { Toasts } from '../stores/toasts.ts';
import type { VersionArrival } from '../stores/version-arrival.ts';
import type { MessageSender } from './message-sender.ts';
import type { ThreadDeletions } from './thread-deletions.ts';

/** What lives as long as the page, whoever uses it: the edge of the browser, and what was chosen in it. */
export interface PageServices {
  preferences: PreferencesStore;
  clock: Clock;
  storage: PageStorage;
  /** Without cookies the hub cannot know whose conversations to show. */
  keepsCookies: boolean;
  openEventSource: OpenEventSource;
  /** Null where the browser has no channels between tabs. */
  openTabChannel: OpenTabChannel | null;
  /** Says to the other tabs that this one has signed in or out; null where there is no channel. */
  sessionTabs: TabChannel | null;
  /** Null where the browser has no locks, or no page may have them. */
  locks: LocksLike | null;
  /** Makes an empty cache; `onError` hears each error with which a request has failed. */
  createQueryClient: (onError: (error: Error) => void) => QueryClient;
}

/** The same, and what is an account's: it goes when somebody else uses the page. */
export interface Services extends PageServices {
  runStore: RunStore;
  /** Of the runs that this tab does not follow. */
  runProgress: RunProgressStore;
  seenThreads: SeenThreadsStore;
  threadDeletions: ThreadDeletions;
  /** What the threads are searched for, wherever the field for it is shown. */
  threadSearch: StoreApi<{ text: string }>;
  accountEvents: AccountEvents;
  /** Opens the stream of a run, whose connection all tabs of the account share. */
  openSharedSource: OpenEventSource;
  /** What is said in passing: `toasts.show` says it. */
  toasts: Toasts;
  outbox: Outbox;
  sender: MessageSender;
  composerDrafts: ComposerDrafts;
  /** The version of a conversation that the person is going to. */
  versionArrival: VersionArrival;
  /** What can be done on the page as it is now, by a key or by its name. */
  actions: ActionStore;
}

/** Provided for each account that is shown. */
export const ServicesContext = createContext<Services | null>(null);

/** The services of this page. */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('useServices needs a ServicesContext around it.');
  return services;
}
