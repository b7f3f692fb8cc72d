import type { QueryClient } from '@tanstack/react-query';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { deleteThread, forgetThread } from '../api/threads.ts';
import type { CloseToast, Toasts } from '../ui/toasts.ts';
import { conversationOf, versionsOf, type Thread } from '../../protocol/thread.ts';
import { mutate } from '../api/mutate.ts';
import { threadTitle } from './thread-title.ts';
import { errorMessage } from '../ui/error-message.ts';

/** Milliseconds in which a person can take a deletion back. */
const UNDO_FOR = 8_000;

/** What a person has deleted and may still take back; `hidden` has the ids of the conversations. */
export interface ThreadDeletions extends StoreApi<{ hidden: ReadonlySet<string> }> {
  /**
   * Hides a conversation, and deletes it with all of its versions once its toast is over.
   * @param onUndo hears that the person has taken it back
   */
  delete(thread: Thread, onUndo: () => void): void;
  /** Called when a run begins in a thread elsewhere: a deletion that can still be undone is undone, and a toast says so. */
  keep(threadId: string): void;
  /** Deletes all that may still be taken back: the page is about to go. Ends with the hub's answers. */
  settle(): Promise<void>;
}

/** The deletions of an account. A thread that could not be deleted is back, and a toast says why. */
export function createThreadDeletions(queryClient: QueryClient, toasts: Toasts): ThreadDeletions {
  const store = createStore(() => ({ hidden: new Set<string>() as ReadonlySet<string> }));
  const pending = new Map<string, { thread: Thread; closeToast: CloseToast }>();
  const underWay = new Set<Promise<void>>();

  function setHidden(id: string, isHidden: boolean): void {
    const hidden = new Set(store.getState().hidden);
    if (isHidden) hidden.add(id);
    else hidden.delete(id);
    store.setState({ hidden });
  }

  function remove(thread: Thread, onUndo: () => void): void {
    const id = conversationOf(thread);
    const count = versionsOf(thread).length;
    if (pending.has(id)) return;
    setHidden(id, true);
    const closeToast = toasts.show({
      title: `Deleted “${threadTitle(thread)}”`,
      ...(count > 1 && { description: `With all ${count} versions` }),
      staysFor: UNDO_FOR,
      action: {
        label: 'Undo',
        onAction() {
          if (!pending.delete(id)) return;
          setHidden(id, false);
          onUndo();
        },
      },
      onGone: () => carryOut(id),
    });
    pending.set(id, { thread, closeToast });
  }

  function carryOut(id: string): void {
    const deletion = pending.get(id);
    if (!deletion) return; // it was taken back
    pending.delete(id);
    const request = carryOutNow(deletion.thread).finally(() => underWay.delete(request));
    underWay.add(request);
  }

  async function carryOutNow(thread: Thread): Promise<void> {
    try {
      const mutationFn = () => deleteThread(thread.id);
      await mutate(queryClient, { mutationFn });
      await forgetThread(queryClient, thread);
    } catch (error) {
      if (!isSignInRequired(error)) sayWhy(thread, error);
    }
    setHidden(conversationOf(thread), false);
  }

  function sayWhy(thread: Thread, error: unknown): void {
    toasts.show({
      title: `“${threadTitle(thread)}” was not deleted`,
      description: errorMessage(error),
      tone: 'problem',
    });
  }

  function keep(threadId: string): void {
    for (const [id, { thread, closeToast }] of pending) {
      if (!versionsOf(thread).includes(threadId)) continue;
      pending.delete(id);
      setHidden(id, false);
      closeToast();
      toasts.show({
        title: `“${threadTitle(thread)}” was not deleted`,
        description: 'A new message was sent in it meanwhile.',
      });
    }
  }

  return {
    ...store,
    delete: remove,
    keep,
    async settle() {
      for (const [id, { closeToast }] of pending) {
        carryOut(id);
        closeToast();
      }
      await Promise.all(underWay);
    },
  };
}
