import { lazy, type ComponentProps } from 'react';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import type { OpenThreadMenu } from './thread-menu.tsx';

const load = () => import('./thread-menu.tsx');
const ThreadMenu = lazy(async () => ({ default: (await load()).ThreadMenu }));

interface LazyThreadMenuProps extends Omit<ComponentProps<typeof ThreadMenu>, 'menu'> {
  menu: OpenThreadMenu | null;
}

/**
 * Loads the code of the menu before it is needed. If that fails, opening the menu tries again and reports the error.
 */
export function preloadThreadMenu(): void {
  void load().catch(() => undefined);
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
