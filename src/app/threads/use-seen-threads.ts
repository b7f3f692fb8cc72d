import { useEffect } from 'react';
import { useStore } from 'zustand';
import { isUnseen, type SeenThreads } from './seen-threads.ts';
import { conversationOf, isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useThreadStores } from './threads-context.ts';
import { lastActiveAt } from './thread-title.ts';
import { useTabHidden } from '../browser/use-tab-hidden.ts';

/** Seconds. The hub's times are whole seconds, and a run that ends in the second of its start must still be unread. */
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

/** Whether a thread has activity that the person has not seen. `isOpen`: the page shows this thread. */
export function useIsUnread(thread: Thread, isOpen: boolean): boolean {
  const hidden = useTabHidden();
  const isNew = useStore(useThreadStores().seenThreads, (seen) => isUnread(seen, thread));
  return isNew && (hidden || !isOpen);
}

/** Number of unread threads among these. */
export function useUnreadCount(threads: readonly Thread[] | undefined, openId: string | null): number {
  const hidden = useTabHidden();
  return useStore(useThreadStores().seenThreads, (seen) => {
    const unread = threads?.filter(
      (thread) => isUnread(seen, thread) && (hidden || !isVersionOf(thread, openId)),
    );
    return unread?.length ?? 0;
  });
}

/** An active run does not make a thread unread, and so the person's own message does not either. */
function isUnread(seen: SeenThreads, thread: Thread): boolean {
  return !thread.active_run_id && isUnseen(seen, conversationOf(thread), lastActiveAt(thread));
}
