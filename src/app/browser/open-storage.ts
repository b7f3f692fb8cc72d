import { createStore, type StoreApi } from 'zustand/vanilla';

/** The part of a Storage that is used here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Why values are not kept after the page: the storage is full, or the browser forbids it. Null: they are kept. */
export type StorageProblem = 'full' | 'forbidden' | null;

/** The browser's storage as the page uses it. It never throws. What cannot be kept lasts as long as the page. */
export interface PageStorage extends TextStorage {
  readonly problem: StoreApi<{ reason: StorageProblem }>;
}

/** Opens the browser's own storage. Where that keeps nothing, or no more, values are kept in memory. */
export function openStorage(): PageStorage {
  let storage = browserStorage();
  const problem = createStore<{ reason: StorageProblem }>(() => ({ reason: null }));
  /** What the browser has not taken. It goes before an older value that the browser may still have. */
  const unkept = new Map<string, string>();

  /** The browser does not let the page have its storage any more. */
  function giveUp(): void {
    storage = null;
    problem.setState({ reason: 'forbidden' });
  }

  return {
    problem,
    getItem(key) {
      try {
        return unkept.get(key) ?? storage?.getItem(key) ?? null;
      } catch {
        giveUp();
        return null;
      }
    },
    setItem(key, value) {
      try {
        if (!storage) throw new DOMException('This page has no storage.', 'SecurityError');
        storage.setItem(key, value);
        unkept.delete(key);
      } catch {
        unkept.set(key, value);
        problem.setState({ reason: storage ? 'full' : 'forbidden' });
      }
    },
    removeItem(key) {
      unkept.delete(key);
      try {
        storage?.removeItem(key);
      } catch {
        giveUp();
      }
    },
  };
}

/** Null where the browser has no storage for this page: with cookies blocked, the property itself throws. */
function browserStorage(): TextStorage | null {
  try {
    localStorage.getItem('');
    return localStorage;
  } catch {
    return null;
  }
}
