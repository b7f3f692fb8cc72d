import { lazy, type ComponentProps } from 'react';
import type { Thread } from '../../protocol/thread.ts';
import { LoadBoundary } from '../ui/load-boundary.tsx';

/** The menu of a thread that is open, and the button that opened it. */
export interface OpenMenu {
  thread: Thread;
  button: HTMLElement;
}

interface ThreadMenuPlaceProps extends Omit<ComponentProps<typeof ThreadMenu>, 'menu'> {
  menu: OpenMenu | null;
}

const loadMenu = () => import('./thread-menu.tsx');
const ThreadMenu = lazy(async () => ({ default: (await loadMenu()).ThreadMenu }));

/** Loads what the menu is made of before it is wanted. Where that fails it is told of once it is wanted. */
export function prepareThreadMenu(): void {
  void loadMenu().catch(() => undefined);
}

/** Where the menu of a thread is shown, one for the whole list. */
export function ThreadMenuPlace({ menu, ...actions }: ThreadMenuPlaceProps) {
  if (!menu) return null;
  return (
    <LoadBoundary waiting={null} floats>
      <ThreadMenu key={menu.thread.id} menu={menu} {...actions} />
    </LoadBoundary>
  );
}
