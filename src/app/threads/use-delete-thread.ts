import { useEffect } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { createId } from '../../protocol/ids.ts';
import { isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';

/** What deletes a thread. If it is the open one, a new conversation takes its place until the person takes it back. */
export function useDeleteThread(openId: string | null): (thread: Thread) => void {
  const { threadDeletions } = useThreadStores();
  return (thread) => {
    const wasOpen = isVersionOf(thread, openId);
    threadDeletions.delete(thread, () => {
      const isWhereItWas = wasOpen && location.pathname === '/';
      if (isWhereItWas) navigate(`/threads/${openId}`, { replace: true });
    });
    if (wasOpen) navigate('/', { replace: true, state: { conversation: createId('thread') } });
  };
}

/** When the page goes, so does the chance to take a deletion back. */
export function useSettleDeletions(): void {
  const { threadDeletions } = useThreadStores();
  useEffect(() => {
    const settle = (): void => void threadDeletions.settle();
    window.addEventListener('pagehide', settle);
    return () => window.removeEventListener('pagehide', settle);
  }, [threadDeletions]);
}
