import { useState, useSyncExternalStore } from 'react';

const NOTHING = () => () => {};

/**
 * Returns the newest value, except while something is selected in the element that shows the value: then it returns the last
 * one, because rendering a new value would remove the selection. It catches up when nothing is selected any more.
 * @param changes whether the value may change; if not, no events are listened to
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
    /** Returns the value to show: the newest one, unless something of the last one is selected. */
    take(value: T, shownIn: () => Element | null): T {
      if (shown === value) return value;
      const element = shownIn();
      if (!element || !isSelected(element)) shown = value;
      return shown;
    },
  };
}

/** Where the pointer was pressed, while it is still down: a selection may begin there. */
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

/** Whether something in an element is selected, or is about to be. */
function isSelected(element: Element): boolean {
  if (pressed && element.contains(pressed)) return true;
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
  return selection.getRangeAt(0).intersectsNode(element);
}
