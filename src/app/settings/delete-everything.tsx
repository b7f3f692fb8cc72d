import { useQueryClient } from '@tanstack/react-query';
import { ANY_THREAD_ITSELF_KEY, ANY_THREAD_KEY, deleteThreads, threadsQuery } from '../api/threads.ts';
import { useAccount } from '../account/account-context.ts';
import { useActionStore } from '../commands/actions-context.ts';
import { useThreadStores } from '../threads/threads-context.ts';
import { useToasts } from '../ui/toasts-context.ts';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** A button that deletes all conversations after a confirmation. */
export function DeleteEverything() {
  const deleteEverything = useDeleteEverything();
  const [open, setOpen] = useState(false);
  return (
    <ConfirmDialog
      trigger={<Button look="danger">Delete everything</Button>}
      open={open}
      onOpenChange={setOpen}
      title="Delete everything?"
      description="Deletes every conversation and stops replies in progress. Drafts, receipts and unsent messages in this browser go too. Your settings stay. This cannot be undone."
      action="Delete everything"
      pending="Deleting"
      failure="Couldn’t delete the conversations."
      onConfirm={deleteEverything}
    />
  );
}

/**
 * Returns a function that deletes all threads, and their data in this browser, then opens a new conversation.
 * @throws an error if the hub did not delete the threads; nothing is then deleted in this browser
 */
function useDeleteEverything(): () => Promise<void> {
  const { forgetStored } = useAccount();
  const actions = useActionStore();
  const { threadDeletions } = useThreadStores();
  const toasts = useToasts();
  const queryClient = useQueryClient();
  return async () => {
    try {
      await deleteThreads();
    } finally {
      void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
    }
    await threadDeletions.flush(); // pending deletions can no longer be undone
    actions.getState()['new-conversation']?.();
    forgetStored();
    queryClient.removeQueries({ queryKey: ANY_THREAD_KEY });
    queryClient.removeQueries({ queryKey: ANY_THREAD_ITSELF_KEY });
    toasts.show({ title: 'All conversations deleted' });
  };
}
