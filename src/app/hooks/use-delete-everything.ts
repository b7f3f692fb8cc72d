import { useQueryClient } from '@tanstack/react-query';
import { ANY_THREAD_ITSELF_KEY, ANY_THREAD_KEY, deleteThreads, threadsQuery } from '../api/threads.ts';
import { forgetAccount } from './forget-account.ts';
import { useServices } from './services.ts';

/**
 * Deletes all threads, and what this browser keeps of them, then goes to a new conversation.
 * @throws an error that says why the hub has not done it: then nothing is forgotten here, either
 */
export function useDeleteEverything(): () => Promise<void> {
  const services = useServices();
  const queryClient = useQueryClient();
  return async () => {
    try {
      await deleteThreads();
    } finally {
      void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
    }
    await services.threadDeletions.settle(); // there is nothing to be taken back any more
    services.actions.getState()['new-conversation']?.();
    forgetAccount(services);
    queryClient.removeQueries({ queryKey: ANY_THREAD_KEY });
    queryClient.removeQueries({ queryKey: ANY_THREAD_ITSELF_KEY });
    services.toasts.show({ title: 'All conversations deleted' });
  };
}
