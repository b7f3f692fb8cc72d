import { createStore, type StoreApi } from 'zustand/vanilla';

/** The part of a Storage that is used here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The reason why values will be lost when the page closes: the storage is full, or the browser forbids it. Null if they
 * are stored.
 */
export type StorageProblem = 'full' | 'forbidden' | null;

/** A storage that never throws. Values that the browser does not store are kept until the page closes. */
export interface PageStorage extends TextStorage {
  readonly problem: StoreApi<{ reason: StorageProblem }>;
}

/** Opens the browser's local storage. If that is full or forbidden, values are kept in memory. */
export function openStorage(): PageStorage {
  let storage = browserStorage();
  const problem = createStore<{ reason: StorageProblem }>(() => ({ reason: null }));
  /** Values that the browser has not stored. They take precedence over older stored values. */
  const unstored = new Map<string, string>();

  /** Switches to memory when the browser no longer allows access. */
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

/**
 * Returns the local storage; null if the browser has none for this page. If cookies are blocked, reading the property
 * `localStorage` throws.
 */
function browserStorage(): TextStorage | null {
  try {
    localStorage.getItem('');
    return localStorage;
  } catch {
    return null;
  }
}
