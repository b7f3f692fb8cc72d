import { useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import type { ShortcutId } from './shortcuts.ts';
import type { Actions } from './action-store.ts';
import { useActionStore } from './actions-context.ts';

/** Offers what a shortcut does, while `isAvailable`. */
export function useAction(id: ShortcutId, isAvailable: boolean, onRun: () => void): void {
  const actions = useActionStore();
  const run = useEffectEvent(onRun);
  useEffect(() => (isAvailable ? actions.offer(id, () => run()) : undefined), [actions, id, isAvailable]);
}

/** What can be done on the page as it is now. */
export function useActions(): Actions {
  return useStore(useActionStore());
}
