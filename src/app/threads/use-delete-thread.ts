import { useEffect } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { createId } from '../../protocol/ids.ts';
import { isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';

/**
 * Returns a function that deletes a thread. If the thread is open, the page shows a new conversation instead. If the
 * person undoes the deletion, the thread is opened again.
 */
export function useDeleteThread(openId: string | null): (thread: Thread) => void {
  const { threadDeletions } = useThreadStores();
  return (thread) => {
    const wasOpen = isVersionOf(thread, openId);
    threadDeletions.delete(thread, () => {
      const canReopen = wasOpen && location.pathname === '/';
      if (canReopen) navigate(`/threads/${openId}`, { replace: true });
    });
    if (wasOpen) navigate('/', { replace: true, state: { conversation: createId('thread') } });
  };
}

/** Carries out pending deletions when the page closes, because they can no longer be undone. */
export function useFlushDeletions(): void {
  const { threadDeletions } = useThreadStores();
  useEffect(() => {
    const flush = (): void => void threadDeletions.flush();
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, [threadDeletions]);
}
