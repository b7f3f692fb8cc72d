import { createStore, type StoreApi } from 'zustand/vanilla';

/** The part of a Storage that is used here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Why values will be lost with the page: the storage is full, or the browser forbids it. Null: they are stored. */
export type StorageProblem = 'full' | 'forbidden' | null;

/** A storage that never throws. Values that the browser does not store last as long as the page. */
export interface PageStorage extends TextStorage {
  readonly problem: StoreApi<{ reason: StorageProblem }>;
}

/** Opens the browser's local storage. If that is full or forbidden, values are kept in memory. */
export function openStorage(): PageStorage {
  let storage = browserStorage();
  const problem = createStore<{ reason: StorageProblem }>(() => ({ reason: null }));
  /** Values that the browser has not stored. They replace older values, which it may still have. */
  const unstored = new Map<string, string>();

  /** Called when the browser no longer allows access. */
  function onForbidden(): void {
    storage = null;
    problem.setState({ reason: 'forbidden' });
  }

  return {
    problem,
    getItem(key) {
      try {
        return unstored.get(key) ?? storage?.getItem(key) ?? null;
      } catch {
        onForbidden();
        return null;
      }
    },
    setItem(key, value) {
      try {
        if (!storage) throw new DOMException('This page has no storage.', 'SecurityError');
        storage.setItem(key, value);
        unstored.delete(key);
      } catch {
        unstored.set(key, value);
        problem.setState({ reason: storage ? 'full' : 'forbidden' });
      }
    },
    removeItem(key) {
      unstored.delete(key);
      try {
        storage?.removeItem(key);
      } catch {
        onForbidden();
      }
    },
  };
}

/** Null if the browser has no storage for this page. With cookies blocked, the property `localStorage` throws. */
function browserStorage(): TextStorage | null {
  try {
    localStorage.getItem('');
    return localStorage;
  } catch {
    return null;
  }
}
