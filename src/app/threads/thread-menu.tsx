import { Menu } from '@base-ui/react/menu';
import { FileBraces, FileText, Pencil, Trash2, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useToasts } from '../ui/toasts-context.ts';
import { threadTitle } from './thread-title.ts';
import { useThreadExport } from './use-thread-export.ts';
import type { Thread } from '../../protocol/thread.ts';

/** The thread whose menu is open, and the button that opened the menu. */
export interface OpenThreadMenu {
  thread: Thread;
  button: HTMLElement;
}

interface ThreadMenuProps {
  menu: OpenThreadMenu;
  /** Called after the menu has closed. */
  onClose: () => void;
  /** Shows the field for the title, which takes the focus. */
  onRename: (thread: Thread) => void;
  /** Deletes the thread. Returns the element that takes the focus instead of its row. */
  onDelete: (thread: Thread) => HTMLElement | null;
}

/** The menu of a thread: rename, export, delete. */
export function ThreadMenu({ menu, onClose, onRename, onDelete }: ThreadMenuProps) {
  const { thread, button } = menu;
  const toasts = useToasts();
  const exportThread = useThreadExport();
  const [open, setOpen] = useState(true);
  /** The element that gets the focus when the menu has closed. False if the focus stays unchanged. */
  const focusAfter = useRef<HTMLElement | false | null>(button);

  useEffect(() => toasts.preload(), [toasts]); // for the toast that undoes a deletion

  function rename(): void {
    focusAfter.current = false;
    onRename(thread);
  }

  function remove(): void {
    focusAfter.current = onDelete(thread);
  }

  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal container={button.closest('nav')}>
        <Menu.Positioner
          anchor={button}
          side="bottom"
          align="end"
          sideOffset={4}
          className="z-10 outline-none"
        >
          <Menu.Popup
            aria-label={`Actions for ${threadTitle(thread)}`}
            finalFocus={() => focusAfter.current}
            className="min-w-40 rounded-card border border-line bg-raised p-1 shadow-float transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Item icon={Pencil} label="Rename" onClick={rename} />
            <Item
              icon={FileText}
              label="Export as Markdown"
              onClick={() => void exportThread(thread.id, 'markdown')}
            />
            <Item
              icon={FileBraces}
              label="Export as JSON"
              onClick={() => void exportThread(thread.id, 'json')}
            />
            <Item icon={Trash2} label="Delete" onClick={remove} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ItemProps {
  icon: LucideIcon;
  label: string;
  onClick: () => void;
}

function Item({ icon: Icon, label, onClick }: ItemProps) {
  return (
    <Menu.Item
      onClick={onClick}
      className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-small px-3 text-interface outline-none select-none data-highlighted:bar data-highlighted:bg-accent-wash pointer-coarse:min-h-10"
    >
      <Icon aria-hidden="true" size={15} className="text-muted" />
      {label}
    </Menu.Item>
  );
}
