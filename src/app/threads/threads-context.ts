import type { StoreApi } from 'zustand';
import { createRequiredContext } from '../browser/required-context.ts';
import type { SeenThreadsStore } from './seen-threads.ts';
import type { ThreadDeletions } from './thread-deletions.ts';

/** The stores for the threads of the signed-in account. */
export interface ThreadStores {
  seenThreads: SeenThreadsStore;
  threadDeletions: ThreadDeletions;
  /** The search text, shared by all search fields. */
  threadSearch: StoreApi<{ text: string }>;
}

export const [ThreadsContext, useThreadStores] = createRequiredContext<ThreadStores>('ThreadsContext');
