import { useEffect, useEffectEvent } from 'react';
import type { ShortcutId } from '../shortcuts.ts';
import { useServices } from './services.ts';

/** Offers what a shortcut does, while `isAvailable`. */
export function useAction(id: ShortcutId, isAvailable: boolean, onRun: () => void): void {
  const { actions } = useServices();
  const run = useEffectEvent(onRun);
  useEffect(() => (isAvailable ? actions.offer(id, () => run()) : undefined), [actions, id, isAvailable]);
}
