import { useEffect } from 'react';
import { useStore } from 'zustand';
import { isUnseen, type SeenThreads } from './seen-threads.ts';
import { conversationOf, isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';
import { lastActiveAt } from './thread-title.ts';
import { useTabHidden } from '../browser/use-tab-hidden.ts';

/**
 * In seconds. The hub's times are whole seconds, and a run that ends in the same second in which it started must still
 * count as unread.
 */
const WHILE_RUNNING = 0.5;

/** Marks the open thread as seen, in all tabs. Activity before the first visit counts as seen. */
export function useMarkSeen(threads: readonly Thread[] | undefined, openId: string | null): void {
  const { seenThreads } = useThreadStores();
  const hidden = useTabHidden();

  useEffect(() => seenThreads.watchOtherTabs(), [seenThreads]);

  useEffect(() => {
    if (threads) seenThreads.begin(Math.max(0, ...threads.map(lastActiveAt)));
  }, [seenThreads, threads]);

  useEffect(() => {
    const open = threads?.find((thread) => isVersionOf(thread, openId));
    if (!open || hidden) return;
    seenThreads.markSeen(conversationOf(open), lastActiveAt(open) - (open.active_run_id ? WHILE_RUNNING : 0));
  }, [seenThreads, threads, openId, hidden]);
}

/**
 * Whether a thread has unseen activity. `isOpen`: whether the page shows this thread, which is then unread only in a
 * hidden tab.
 */
export function useIsUnread(thread: Thread, isOpen: boolean): boolean {
  const hidden = useTabHidden();
  const isNew = useStore(useThreadStores().seenThreads, (seen) => isUnread(seen, thread));
  return isNew && (hidden || !isOpen);
}

/** Returns the number of unread threads in a list. */
export function useUnreadCount(threads: readonly Thread[] | undefined, openId: string | null): number {
  const hidden = useTabHidden();
  return useStore(useThreadStores().seenThreads, (seen) => {
    const unread = threads?.filter(
      (thread) => isUnread(seen, thread) && (hidden || !isVersionOf(thread, openId)),
    );
    return unread?.length ?? 0;
  });
}

/**
 * Whether a thread is unread. False while a run is active, so that the person's own message does not make the thread
 * unread.
 */
function isUnread(seen: SeenThreads, thread: Thread): boolean {
  return !thread.active_run_id && isUnseen(seen, conversationOf(thread), lastActiveAt(thread));
}
