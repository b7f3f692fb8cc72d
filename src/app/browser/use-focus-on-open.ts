import { useEffect, type RefObject } from 'react';
import { isInOverlay, isInTextField } from './key-targets.ts';

/**
 * Focuses a field when it is opened, with the caret after its text, so that a person can write at once. Leaves the focus
 * where something else is being written or is open over the page, and where opening has put it in the conversation
 * already. On a touch screen it would open the keyboard.
 */
export function useFocusOnOpen(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const focused = { target: document.activeElement };
    if (!matchMedia('(pointer: fine)').matches || isInTextField(focused) || isInOverlay(focused)) return;
    if (document.activeElement?.closest('[role="log"]')) return;
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [field]);
}
