import { flushSync } from 'react-dom';
import { usePreference } from '../preferences/use-preferences.ts';

/** The sidebar as a column of the page. */
export interface SidebarState {
  isShown: boolean;
  /**
   * Shows or hides the sidebar. If this hides the focused element, the button that shows the sidebar again gets the
   * focus.
   */
  toggle: () => void;
}

/** Returns whether the sidebar is shown as a column, and a function that shows or hides it. */
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
