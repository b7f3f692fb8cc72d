import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { loadEarlierMessages, messagesQuery } from '../api/messages.ts';
import { loadEarlierRuns } from '../api/runs.ts';
import { threadKey } from '../api/threads.ts';

/** The messages of a thread before those that have been loaded. */
export interface EarlierMessages {
  /** There are some. */
  exist: boolean;
  loading: boolean;
  /** Why they could not be loaded; null once that is tried again. */
  error: Error | null;
  /** Loads a page of them. */
  load: () => void;
}

/** Loads earlier messages by the page, one page at a time; all of them when the browser is asked to find something. */
export function useEarlierMessages(threadId: string | null, exist: boolean): EarlierMessages {
  const queryClient = useQueryClient();

  function hasEarlier(): boolean {
    return queryClient.getQueryData(messagesQuery(threadId).queryKey)?.hasEarlier ?? false;
  }

  const { mutate, isPending, error } = useMutation({
    mutationKey: [...threadKey(threadId ?? ''), 'earlier'],
    scope: { id: `earlier ${threadId}` }, // who asks meanwhile waits, and goes on from there
    mutationFn: async (pages: number) => {
      if (threadId === null) return;
      for (let page = 0; page < pages && hasEarlier(); page++) {
        await loadEarlierMessages(queryClient, threadId);
      }
      void loadEarlierRuns(queryClient, threadId);
    },
  });

  const loadAll = useEffectEvent(() => mutate(Infinity));
  useEffect(() => {
    if (!exist) return;
    function onKeyDown(event: KeyboardEvent): void {
      const finds = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'f';
      if ((finds || event.key === 'F3') && !event.repeat) loadAll();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [exist]);

  return { exist, loading: isPending, error, load: () => mutate(1) };
}
