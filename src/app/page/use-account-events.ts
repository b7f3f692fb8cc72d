import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { messagesQuery } from '../api/messages.ts';
import { newestRunQuery, startRunKey } from '../api/runs.ts';
import { ANY_THREAD_KEY, listedAs, threadKey, threadQuery, threadsQuery } from '../api/threads.ts';
import { shownVersionsKeys } from '../api/versions.ts';
import { createRefresher } from '../api/refresher.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useAccountEventsStream } from '../tabs/account-events-context.ts';
import { useThreadStores } from '../threads/threads-context.ts';
import { ACCOUNT_EVENT } from '../../protocol/event-names.ts';

/**
 * Refetches data that another tab, another client or an agent has changed. Changes by this page, and changes that the
 * stream of a followed run delivers, need no refetch.
 */
export function useAccountEvents(): void {
  const accountEvents = useAccountEventsStream();
  const { runStore, runProgress } = useRunStores();
  const { threadDeletions } = useThreadStores();
  const { clock } = useBrowser();
  const queryClient = useQueryClient();

  useEffect(() => {
    const refresh = createRefresher(queryClient, clock);

    /** Whether this page is starting a run in the thread. The response to that request brings the page up to date. */
    function isStartingRun(threadId: string): boolean {
      return queryClient.isMutating({ mutationKey: startRunKey(threadId) }) > 0;
    }

    function isNewest(threadId: string, runId: string): boolean {
      return queryClient.getQueryData(newestRunQuery(threadId).queryKey)?.id === runId;
    }

    function isFollowed(runId: string): boolean {
      const live = runStore.getState().runs[runId];
      return live !== undefined && live.connection !== 'interrupted';
    }

    /**
     * Refetches data of a thread that the list does not contain. If the thread is not a row of the list, its thread
     * object is refetched. If no version of it is listed, the shown versions are refetched.
     */
    function refreshUnlisted(threadId: string): void {
      const listed = listedAs(queryClient, threadId);
      if (listed !== 'row') refresh(threadQuery(threadId).queryKey);
      if (listed === null) refreshVersions();
    }

    function refreshVersions(): void {
      for (const queryKey of shownVersionsKeys(queryClient)) refresh(queryKey);
    }

    return accountEvents.subscribe((signal) => {
      switch (signal.event) {
        case ACCOUNT_EVENT.threadChanged: {
          const { thread_id } = signal.data;
          if (isStartingRun(thread_id)) return;
          refresh(threadsQuery.queryKey);
          refreshUnlisted(thread_id);
          return refresh(messagesQuery(thread_id).queryKey);
        }
        case ACCOUNT_EVENT.threadDeleted:
          refresh(threadsQuery.queryKey);
          refreshVersions();
          refresh(threadQuery(signal.data.thread_id).queryKey);
          return refresh(threadKey(signal.data.thread_id));
        case ACCOUNT_EVENT.runBegan: {
          const { thread_id, run_id } = signal.data;
          if (isStartingRun(thread_id) || isNewest(thread_id, run_id)) return;
          threadDeletions.cancelFor(thread_id);
          refresh(threadsQuery.queryKey);
          refreshUnlisted(thread_id);
          return refresh(threadKey(thread_id));
        }
        case ACCOUNT_EVENT.runProgress:
          return runProgress.advance(signal.data.run_id, signal.data.deltas);
        case ACCOUNT_EVENT.runEnded: {
          const { thread_id, run_id } = signal.data;
          runProgress.end(run_id);
          refresh(threadsQuery.queryKey);
          if (!isFollowed(run_id)) refresh(threadKey(thread_id));
          return;
        }
        case 'missed':
          refresh(threadsQuery.queryKey);
          return refresh(ANY_THREAD_KEY);
      }
    });
  }, [accountEvents, runStore, runProgress, threadDeletions, queryClient, clock]);
}
