import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from './button.tsx';
import { BACKDROP, POPUP } from './dialog-classes.ts';

interface InfoDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Called after the dialog has closed. */
  onClosed?: () => void;
  /** Gets the focus back. If it is left out, the element that had the focus before gets it. */
  opener?: RefObject<HTMLElement | null>;
  /** Shown before the title. */
  icon?: ReactNode;
  title: string;
  children: ReactNode;
}

/** A dialog to read: a title, a button to close it, and content that scrolls. */
export function InfoDialog(props: InfoDialogProps) {
  const { open, onOpenChange, onClosed, opener, icon, title, children } = props;
  return (
    <Dialog.Root
      open={open}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isOpen) => !isOpen && onClosed?.()}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup
          finalFocus={opener}
          className={`${POPUP} top-1/2 w-[min(30rem,calc(100vw-2rem))] -translate-y-1/2`}
        >
          <div className="flex items-center gap-3 border-b border-line py-2 pr-3 pl-5">
            {icon}
            <Dialog.Title className="min-w-0 flex-1 truncate font-semibold">{title}</Dialog.Title>
            <Dialog.Close render={<Button look="quiet" shape="round" aria-label="Close" />}>
              <X aria-hidden="true" size={17} />
            </Dialog.Close>
          </div>
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
            tabIndex={0}
            className="min-h-0 overflow-y-auto px-5 pt-4 pb-5 text-interface outline-offset-[-3px]"
          >
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
