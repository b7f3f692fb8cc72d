import { Menu } from 'lucide-react';
import { lazy, useRef, useState } from 'react';
import { useAction } from '../commands/use-action.ts';
import { useSidebar } from './use-sidebar.ts';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { preload } from '../ui/preload.ts';

const loadDialog = () => import('./thread-drawer-dialog.tsx');
const ThreadDrawerDialog = lazy(async () => ({ default: (await loadDialog()).ThreadDrawerDialog }));

/**
 * A button that opens the sidebar. On a phone, the sidebar opens as a drawer. On wider screens it opens as a column,
 * and the button is shown only while the person has hidden the column.
 */
export function ThreadDrawer() {
  const button = useRef<HTMLButtonElement>(null);
  // Null until the drawer is first opened. Its code is loaded then.
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const sidebar = useSidebar();

  function toggle(): void {
    if (matchMedia('(width < 48rem)').matches) setOpen(true);
    else sidebar.toggle();
  }

  useAction('toggle-sidebar', true, toggle);
  return (
    <>
      <button
        ref={button}
        type="button"
        data-sidebar-toggle
        aria-label="Open the conversation list"
        onClick={toggle}
        onPointerEnter={() => preload(loadDialog)}
        className={`-ml-1 flex size-9 shrink-0 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink ${sidebar.isShown ? 'md:hidden' : ''}`}
      >
        <Menu aria-hidden="true" size={19} />
      </button>
      <LoadBoundary waiting={null} floats>
        {isOpen !== null && <ThreadDrawerDialog open={isOpen} onOpenChange={setOpen} opener={button} />}
      </LoadBoundary>
    </>
  );
}
