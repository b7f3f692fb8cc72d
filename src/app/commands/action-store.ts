import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ShortcutId } from './shortcuts.ts';

/** The available actions, by the id of their shortcut. */
export type Actions = Readonly<Partial<Record<ShortcutId, () => void>>>;

/** Actions that are available by shortcut or from the command palette. */
export interface ActionStore extends StoreApi<Actions> {
  /** Registers an action. It replaces an action with the same id. Returns an unregister function. */
  register(id: ShortcutId, run: () => void): () => void;
}

export function createActionStore(): ActionStore {
  const store = createStore<Actions>()(() => ({}));
  return {
    ...store,
    register(id, run) {
      store.setState({ [id]: run });
      return () => {
        if (store.getState()[id] === run) store.setState({ [id]: undefined });
      };
    },
  };
}
