import { flushSync } from 'react-dom';
import { usePreference } from '../preferences/use-preferences.ts';

/** The sidebar as a column of the page. */
export interface SidebarState {
  isShown: boolean;
  /** Shows or hides it. If that hides the focused element, the button that undoes it gets the focus. */
  toggle: () => void;
}

/** Whether the sidebar is shown as a column. */
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
