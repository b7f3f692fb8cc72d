import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ShortcutId } from './shortcuts.ts';

/** What can be done on the page as it is now, and what does it. */
export type Actions = Readonly<Partial<Record<ShortcutId, () => void>>>;

/** What the page offers to who would do it by a key or by its name. */
export interface ActionStore extends StoreApi<Actions> {
  /** Offers an action, in the place of another of that id. Returns what takes it back. */
  offer(id: ShortcutId, run: () => void): () => void;
}

/** Builds the store of what can be done. */
export function createActionStore(): ActionStore {
  const store = createStore<Actions>()(() => ({}));
  return {
    ...store,
    offer(id, run) {
      store.setState({ [id]: run });
      return () => {
        if (store.getState()[id] === run) store.setState({ [id]: undefined });
      };
    },
  };
}
