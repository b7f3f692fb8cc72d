import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { loadEarlierMessages, messagesQuery } from '../api/messages.ts';
import { loadEarlierRuns } from '../api/runs.ts';
import { loadEarlierSteps } from '../api/steps.ts';
import { threadKey } from '../api/threads.ts';

/** The messages of a thread that precede the loaded ones. */
export interface EarlierMessages {
  /** Whether there are earlier messages. */
  exist: boolean;
  loading: boolean;
  /** Why the earlier messages could not be loaded; null during a retry. */
  error: Error | null;
  /** Loads one page of earlier messages. */
  load: () => void;
}

/**
 * Returns a function that loads earlier messages page by page. All of them are loaded when a person opens the browser's
 * search (Ctrl+F or F3).
 */
export function useEarlierMessages(threadId: string | null, exist: boolean): EarlierMessages {
  const queryClient = useQueryClient();

  function hasEarlier(): boolean {
    return queryClient.getQueryData(messagesQuery(threadId).queryKey)?.hasEarlier ?? false;
  }

  const { mutate, isPending, error } = useMutation({
    mutationKey: [...threadKey(threadId ?? ''), 'earlier'],
    scope: { id: `earlier ${threadId}` }, // requests run one after the other
    mutationFn: async (pages: number) => {
      if (threadId === null) return;
      for (let page = 0; page < pages && hasEarlier(); page++) {
        await loadEarlierMessages(queryClient, threadId);
      }
      void loadEarlierRuns(queryClient, threadId);
      void loadEarlierSteps(queryClient, threadId);
    },
  });

  const loadAll = useEffectEvent(() => mutate(Infinity));
  useEffect(() => {
    if (!exist) return;
    function onKeyDown(event: KeyboardEvent): void {
      const opensSearch =
        (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'f';
      if ((opensSearch || event.key === 'F3') && !event.repeat) loadAll();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [exist]);

  return { exist, loading: isPending, error, load: () => mutate(1) };
}
