import { useEffect, useEffectEvent } from 'react';

/** Calls back once for each press of Esc while `active`, unless a dialog has the focus: there Esc closes the dialog. */
export function useEscape(active: boolean, onEscape: () => void): void {
  const escape = useEffectEvent(onEscape);
  useEffect(() => {
    if (!active) return;
    function onKeyDown(event: KeyboardEvent): void {
      const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]');
      const taken = event.repeat || event.isComposing || event.defaultPrevented || inDialog;
      if (event.key === 'Escape' && !taken) escape();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [active]);
}
