import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { threadKey, threadsQuery } from '../api/threads.ts';
import { PREFERENCES_KEY } from '../stores/preferences-store.ts';
import { useServices } from './services.ts';

/** Fetches a thread again when another tab has changed it, and takes over the preferences that it has set. */
export function useOtherTabs(): void {
  const { channel, preferences } = useServices();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      channel.subscribe((threadId) => {
        void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
        void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
      }),
    [channel, queryClient],
  );
  useEffect(() => {
    function onStorage({ key }: StorageEvent): void {
      if (key === PREFERENCES_KEY) preferences.reread();
    }
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [preferences]);
}
