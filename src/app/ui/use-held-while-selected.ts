import { useState, useSyncExternalStore } from 'react';

const NOTHING = () => () => {};

/**
 * Returns the newest value, except while something is selected in the element that shows the value. Until the selection
 * ends, it returns the previous value, because rendering a new value would remove the selection.
 * @param changes whether the value may change; if false, no events are listened to
 * @param shownIn returns the element that shows the value
 */
export function useHeldWhileSelected<T>(value: T, changes: boolean, shownIn: () => Element | null): T {
  const [holder] = useState(() => createHolder(value));
  const take = (): T => holder.take(value, shownIn);
  return useSyncExternalStore(changes || take() !== value ? onSelection : NOTHING, take);
}

function createHolder<T>(first: T) {
  let shown = first;
  return {
    /** Returns the value to show: the newest value, unless a part of the shown value is selected. */
    take(value: T, shownIn: () => Element | null): T {
      if (shown === value) return value;
      const element = shownIn();
      if (!element || !isSelected(element)) shown = value;
      return shown;
    },
  };
}

/** The node on which the pointer was pressed, while the pointer is still down. A selection may begin there. */
let pressed: Node | null = null;
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

function onPress({ target, button }: PointerEvent): void {
  pressed = button === 0 && target instanceof Node ? target : null;
}

function onRelease(): void {
  pressed = null;
  notify();
}

/** Calls the listener when the selection may have changed. Returns an unsubscribe function. */
function onSelection(listener: () => void): () => void {
  if (listeners.size === 0) {
    document.addEventListener('selectionchange', notify);
    document.addEventListener('pointerdown', onPress, true);
    document.addEventListener('pointerup', onRelease, true);
    document.addEventListener('pointercancel', onRelease, true);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    pressed = null;
    document.removeEventListener('selectionchange', notify);
    document.removeEventListener('pointerdown', onPress, true);
    document.removeEventListener('pointerup', onRelease, true);
    document.removeEventListener('pointercancel', onRelease, true);
  };
}

/** Whether a part of an element is selected, or may be selected because the pointer is down in the element. */
function isSelected(element: Element): boolean {
  if (pressed && element.contains(pressed)) return true;
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
  return selection.getRangeAt(0).intersectsNode(element);
}
