import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { errorMessage } from './error-message.ts';
import { Button } from './button.tsx';
import { BACKDROP, POPUP } from './dialog-classes.ts';

interface ConfirmDialogProps {
  /** The button that opens the dialog; undefined if other code opens it. */
  trigger?: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** The label of the confirming button, and its label while the action runs. */
  action: string;
  pending: string;
  /** Shown before the error message if the action fails. */
  failure: string;
  /** Runs the action. If it throws, the message of the error is shown, and the person can retry. */
  onConfirm: () => Promise<void>;
  /** Gets the focus after the action: the button that opened the dialog may have been removed by then. */
  focusAfter?: RefObject<HTMLElement | null>;
}

/** Asks for confirmation before an action that cannot be undone. The Cancel button has the focus at first. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, open, onOpenChange, title, description, action, failure, focusAfter } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  const isDone = useRef(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function change(next: boolean): void {
    if (pending) return;
    isDone.current = false;
    onOpenChange(next);
    setProblem(null);
  }

  async function confirm(): Promise<void> {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await props.onConfirm();
      isDone.current = true;
      onOpenChange(false);
    } catch (error) {
      setProblem(errorMessage(error));
    }
    setPending(false);
  }

  return (
    <AlertDialog.Root open={open} onOpenChange={change}>
      {trigger && <AlertDialog.Trigger render={trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP} />
        <AlertDialog.Popup
          initialFocus={cancel}
          finalFocus={() => (isDone.current && focusAfter?.current) || true}
          className={`${POPUP} top-1/2 w-[min(28rem,calc(100vw-2rem))] -translate-y-1/2 overflow-y-auto p-6`}
        >
          <AlertDialog.Title className="font-serif text-heading break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="pt-3 text-interface text-muted">
            {description}
          </AlertDialog.Description>
          {problem && (
            <p role="alert" className="pt-3 text-interface text-terracotta">
              {failure} {problem}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2 pt-6">
            <AlertDialog.Close ref={cancel} render={<Button look="outline">Cancel</Button>} />
            <Button look="danger" aria-disabled={pending} onClick={() => void confirm()}>
              {pending ? props.pending : action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
