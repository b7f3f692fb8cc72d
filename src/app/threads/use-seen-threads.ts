import { useEffect } from 'react';
import { useStore } from 'zustand';
import { isNews, type SeenThreads } from './seen-threads.ts';
import { conversationOf, isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';
import { lastActiveAt } from './thread-title.ts';
import { useTabHidden } from '../browser/use-tab-hidden.ts';

/** The hub's times are whole seconds: a run that ends in the second in which it began is still news. */
const STILL_RUNNING = 0.5;

/** Marks what the person sees of the open thread, in all tabs; what happened before their first visit is no news. */
export function useSeeing(threads: readonly Thread[] | undefined, openId: string | null): void {
  const { seenThreads } = useThreadStores();
  const hidden = useTabHidden();

  useEffect(() => {
    function onStorage({ key }: StorageEvent): void {
      if (key === seenThreads.key) seenThreads.reread();
    }
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [seenThreads]);

  useEffect(() => {
    if (threads) seenThreads.begin(Math.max(0, ...threads.map(lastActiveAt)));
  }, [seenThreads, threads]);

  useEffect(() => {
    const open = threads?.find((thread) => isVersionOf(thread, openId));
    if (!open || hidden) return;
    seenThreads.markSeen(conversationOf(open), lastActiveAt(open) - (open.active_run_id ? STILL_RUNNING : 0));
  }, [seenThreads, threads, openId, hidden]);
}

/** Whether something has happened in a thread that the person has not seen. `isOpen`: it is what the page shows. */
export function useIsUnread(thread: Thread, isOpen: boolean): boolean {
  const hidden = useTabHidden();
  const news = useStore(useThreadStores().seenThreads, (seen) => isUnread(seen, thread));
  return news && (hidden || !isOpen);
}

/** How many of these threads are unread. */
export function useUnreadCount(threads: readonly Thread[] | undefined, openId: string | null): number {
  const hidden = useTabHidden();
  return useStore(useThreadStores().seenThreads, (seen) => {
    const unread = threads?.filter(
      (thread) => isUnread(seen, thread) && (hidden || !isVersionOf(thread, openId)),
    );
    return unread?.length ?? 0;
  });
}

/** A run that goes on is not news yet, and what a person has said themselves is none. */
function isUnread(seen: SeenThreads, thread: Thread): boolean {
  return !thread.active_run_id && isNews(seen, conversationOf(thread), lastActiveAt(thread));
}
