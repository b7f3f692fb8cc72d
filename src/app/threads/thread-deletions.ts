import type { QueryClient } from '@tanstack/react-query';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { deleteThread, uncacheThread } from '../api/threads.ts';
import type { CloseToast, Toasts } from '../ui/toasts.ts';
import { conversationOf, versionsOf, type Thread } from '../../protocol/thread.ts';
import { mutate } from '../api/query-client.ts';
import { threadTitle } from './thread-title.ts';
import { errorMessage } from '../ui/error-message.ts';

/** Time for which a deletion can be undone, in milliseconds. */
const UNDO_FOR = 8_000;

/** Deletions that can be undone or are in progress. `hidden`: the ids of their conversations, which are not listed. */
export interface ThreadDeletions extends StoreApi<{ hidden: ReadonlySet<string> }> {
  /**
   * Hides a conversation and shows a toast to undo this. When the toast closes, deletes the conversation with all of
   * its versions.
   * @param onUndo called if the person undoes the deletion
   */
  delete(thread: Thread, onUndo: () => void): void;
  /**
   * Undoes a deletion that can still be undone, and shows a toast about it. Called when another client starts a run in
   * the thread.
   */
  cancelFor(threadId: string): void;
  /**
   * Carries out the pending deletions now. Called when they can no longer be undone, for example because the page
   * closes. Resolves when the hub has answered.
   */
  flush(): Promise<void>;
}

/**
 * Creates the store of an account's deletions. If a deletion fails, the conversation is shown again, and a toast says
 * why.
 */
export function createThreadDeletions(queryClient: QueryClient, toasts: Toasts): ThreadDeletions {
  const store = createStore(() => ({ hidden: new Set<string>() as ReadonlySet<string> }));
  const pending = new Map<string, { thread: Thread; closeToast: CloseToast }>();
  const inProgress = new Set<Promise<void>>();

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
      onClosed: () => carryOut(id),
    });
    pending.set(id, { thread, closeToast });
  }

  function carryOut(id: string): void {
    const deletion = pending.get(id);
    if (!deletion) return; // it was undone
    pending.delete(id);
    const request = carryOutNow(deletion.thread).finally(() => inProgress.delete(request));
    inProgress.add(request);
  }

  async function carryOutNow(thread: Thread): Promise<void> {
    try {
      const mutationFn = () => deleteThread(thread.id);
      await mutate(queryClient, { mutationFn });
      await uncacheThread(queryClient, thread);
    } catch (error) {
      if (!isSignInRequired(error)) showError(thread, error);
    }
    setHidden(conversationOf(thread), false);
  }

  function showError(thread: Thread, error: unknown): void {
    toasts.show({
      title: `“${threadTitle(thread)}” was not deleted`,
      description: errorMessage(error),
      tone: 'problem',
    });
  }

  function cancelFor(threadId: string): void {
    for (const [id, { thread, closeToast }] of pending) {
      if (!versionsOf(thread).includes(threadId)) continue;
      pending.delete(id);
      setHidden(id, false);
      closeToast();
      toasts.show({
        title: `“${threadTitle(thread)}” was not deleted`,
        description: 'A new message was sent in this conversation.',
      });
    }
  }

  return {
    ...store,
    delete: remove,
    cancelFor,
    async flush() {
      for (const [id, { closeToast }] of pending) {
        carryOut(id);
        closeToast();
      }
      await Promise.all(inProgress);
    },
  };
}
