import { useEffect, type RefObject } from 'react';
import { isInOverlay, isInTextField } from './key-targets.ts';

/**
 * Focuses a field when it is mounted, with the caret after its text. Does nothing on a touch screen, where the keyboard
 * would open. Does nothing if the focus is in another text field, in an overlay, or in the conversation.
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
