import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { errorMessage } from './error-message.ts';
import { Button } from './button.tsx';
import { BACKDROP, POPUP } from './dialog-classes.ts';

interface ConfirmDialogProps {
  /** The button that opens it, unless something else does. */
  trigger?: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** What the button says that confirms, and what it says meanwhile. */
  action: string;
  pending: string;
  /** Stands before the reason why it was not done. */
  failure: string;
  /** Does it. What it throws is shown, and can be tried again. */
  onConfirm: () => Promise<void>;
  /** Gets the focus once it was done: the button that opened the dialog may be gone by then. */
  focusAfter?: RefObject<HTMLElement | null>;
}

/** Asks for a confirmation before something is done that cannot be undone. Cancel has the focus. */
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
