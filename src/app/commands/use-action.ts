import { useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import type { ShortcutId } from './shortcuts.ts';
import type { Actions } from './action-store.ts';
import { useActionStore } from './actions-context.ts';

/** Registers the action of a shortcut while `isAvailable`. */
export function useAction(id: ShortcutId, isAvailable: boolean, onRun: () => void): void {
  const actions = useActionStore();
  const run = useEffectEvent(onRun);
  useEffect(() => (isAvailable ? actions.register(id, () => run()) : undefined), [actions, id, isAvailable]);
}

/** Returns the available actions. */
export function useActions(): Actions {
  return useStore(useActionStore());
}
