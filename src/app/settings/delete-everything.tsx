import { useState } from 'react';
import { useDeleteEverything } from './use-delete-everything.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** Deletes all conversations, once a person has said so twice. */
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
