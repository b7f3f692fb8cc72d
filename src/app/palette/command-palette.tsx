import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { BACKDROP, POPUP } from '../ui/dialog-classes.ts';
import { PaletteList } from './palette-list.tsx';

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A dialog to find conversations and commands by name. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const returnsFocus = useRef(true);

  function choose(run: () => void, movesFocus: boolean): void {
    returnsFocus.current = !movesFocus;
    flushSync(() => onOpenChange(false)); // an open dialog does not let the focus leave
    run();
  }

  function change(next: boolean): void {
    returnsFocus.current = true;
    onOpenChange(next);
  }

  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup
          aria-label="Command palette"
          finalFocus={() => returnsFocus.current}
          className={`${POPUP} top-[min(12dvh,6rem)] h-[min(28rem,calc(100dvh-2rem-min(12dvh,6rem)))] w-[min(36rem,calc(100vw-1.5rem))]`}
        >
          <PaletteList onChoose={choose} onClose={() => change(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
