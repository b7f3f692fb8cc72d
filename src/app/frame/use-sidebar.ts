import { flushSync } from 'react-dom';
import { usePreference } from '../preferences/use-preferences.ts';

/** The column of threads, where there is room for one. */
export interface SidebarState {
  isShown: boolean;
  /** Shows or hides it. What had the focus and goes with it, or because of it, leaves it to what undoes that. */
  toggle: () => void;
}

/** Whether the column of threads is shown. */
export function useSidebar(): SidebarState {
  const [isShown, setShown] = usePreference('showSidebar');
  return {
    isShown,
    toggle() {
      const focused = document.activeElement;
      flushSync(() => setShown(!isShown));
      if (focused && isVisible(focused)) return;
      const buttons = document.querySelectorAll<HTMLElement>('[data-sidebar-toggle]');
      [...buttons].find(isVisible)?.focus();
    },
  };
}

function isVisible(element: Element): boolean {
  return element.getClientRects().length > 0;
}
