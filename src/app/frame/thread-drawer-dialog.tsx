import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { RefObject } from 'react';
import { Sidebar } from './sidebar.tsx';
import { Button } from '../ui/button.tsx';
import { BACKDROP } from '../ui/dialog-classes.ts';

interface ThreadDrawerDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Gets the focus back. */
  opener: RefObject<HTMLElement | null>;
}

/** The sidebar as a drawer over the page, on a phone. */
export function ThreadDrawerDialog({ open, onOpenChange, opener }: ThreadDrawerDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup
          aria-label="Conversation list"
          finalFocus={opener}
          className="fixed inset-y-0 left-0 flex w-[min(20rem,86vw)] flex-col bg-paper shadow-float transition-transform duration-arrival outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <Dialog.Close
            render={
              <Button
                look="quiet"
                shape="round"
                aria-label="Close the conversation list"
                className="absolute top-2.5 right-2"
              />
            }
          >
            <X aria-hidden="true" size={19} />
          </Dialog.Close>
          <Sidebar onNavigate={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
