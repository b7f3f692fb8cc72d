import { Dialog } from '@base-ui/react/dialog';
import { Menu, X } from 'lucide-react';
import { useState } from 'react';
import { Sidebar } from './sidebar.tsx';

const ICON_BUTTON =
  'flex size-9 shrink-0 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink';

/** The list of threads on a phone, where there is no room for a column. */
export function ThreadDrawer() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger aria-label="Open the thread list" className={`${ICON_BUTTON} -ml-1 md:hidden`}>
        <Menu aria-hidden="true" size={19} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-shade transition-opacity duration-arrival data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label="Thread list"
          className="fixed inset-y-0 left-0 flex w-[min(20rem,86vw)] flex-col bg-paper shadow-float transition-transform duration-arrival outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <Dialog.Close
            aria-label="Close the thread list"
            className={`${ICON_BUTTON} absolute top-2.5 right-2`}
          >
            <X aria-hidden="true" size={19} />
          </Dialog.Close>
          <Sidebar onNavigate={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
