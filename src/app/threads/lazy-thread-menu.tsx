import { lazy, type ComponentProps } from 'react';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { preload } from '../ui/preload.ts';
import type { OpenThreadMenu } from './thread-menu.tsx';

const loadMenu = () => import('./thread-menu.tsx');
const ThreadMenu = lazy(async () => ({ default: (await loadMenu()).ThreadMenu }));

interface LazyThreadMenuProps extends Omit<ComponentProps<typeof ThreadMenu>, 'menu'> {
  menu: OpenThreadMenu | null;
}

/** Loads the menu before it is needed. */
export function preloadThreadMenu(): void {
  preload(loadMenu);
}

/** The menu of a thread. The whole list shares this one menu. Its code is loaded when it is first opened. */
export function LazyThreadMenu({ menu, ...actions }: LazyThreadMenuProps) {
  if (!menu) return null;
  return (
    <LoadBoundary waiting={null} floats>
      <ThreadMenu key={menu.thread.id} menu={menu} {...actions} />
    </LoadBoundary>
  );
}
