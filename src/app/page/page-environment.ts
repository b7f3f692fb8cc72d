import type { QueryClient } from '@tanstack/react-query';
import type { OpenEventSource } from '../../client/event-source.ts';
import type { Browser } from '../browser/browser-context.ts';
import type { PreferencesStore } from '../preferences/preferences-store.ts';
import type { LocksLike } from '../tabs/locks.ts';
import type { OpenTabChannel, TabChannel } from '../tabs/tab-channel.ts';

/** The objects that `main.tsx` creates once for the page. Tests replace them. */
export interface PageEnvironment extends Browser {
  preferences: PreferencesStore;
  /** False if the browser blocks cookies: the hub then can't recognize the person. */
  keepsCookies: boolean;
  openEventSource: OpenEventSource;
  /** Null if the browser has no channels between tabs. */
  openTabChannel: OpenTabChannel | null;
  /**
   * The channel that announces a sign-in or sign-out to the other tabs. Null if the browser has no channels between
   * tabs.
   */
  sessionTabs: TabChannel | null;
  /** Null if the browser has no locks, or has none for this page. */
  locks: LocksLike | null;
  /**
   * Creates an empty query cache.
   * @param onError called with the error of each failed query or mutation
   */
  createQueryClient: (onError: (error: Error) => void) => QueryClient;
}
