import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { threadKey, threadsQuery } from '../api/threads.ts';
import { useServices } from './services.ts';

/** Fetches a thread again when another tab has changed it. */
export function useOtherTabs(): void {
  const { channel } = useServices();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      channel.subscribe((threadId) => {
        void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
        void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
      }),
    [channel, queryClient],
  );
}
