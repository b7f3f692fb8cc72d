import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, useState } from 'react';
import { useDeleteEverything } from '../../hooks/use-delete-everything.ts';
import { Button } from '../ui/button.tsx';
import { BACKDROP, POPUP } from '../ui/dialog-classes.ts';
import { wordsOf } from '../../words-of.ts';

/** Deletes all conversations, once a person has said so twice. */
export function DeleteEverything() {
  const deleteEverything = useDeleteEverything();
  const cancel = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function change(next: boolean): void {
    if (pending) return;
    setOpen(next);
    setProblem(null);
  }

  async function confirm(): Promise<void> {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await deleteEverything();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setPending(false);
  }

  return (
    <AlertDialog.Root open={open} onOpenChange={change}>
      <AlertDialog.Trigger render={<Button look="danger">Delete everything</Button>} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP} />
        <AlertDialog.Popup
          initialFocus={cancel}
          className={`${POPUP} top-1/2 w-[min(28rem,calc(100vw-2rem))] -translate-y-1/2 overflow-y-auto p-6`}
        >
          <AlertDialog.Title className="font-serif text-heading">Delete everything?</AlertDialog.Title>
          <AlertDialog.Description className="pt-3 text-interface text-muted">
            Deletes every conversation and stops replies in progress. Drafts, receipts and unsent messages in
            this browser go too. Your settings stay. This cannot be undone.
          </AlertDialog.Description>
          {problem && (
            <p role="alert" className="pt-3 text-interface text-terracotta">
              Couldn’t delete the conversations. {problem}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2 pt-6">
            <AlertDialog.Close ref={cancel} render={<Button look="outline">Cancel</Button>} />
            <Button look="danger" aria-disabled={pending} onClick={() => void confirm()}>
              {pending ? 'Deleting' : 'Delete everything'}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
