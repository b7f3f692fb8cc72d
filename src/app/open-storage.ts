/** The part of a Storage that is used here. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The browser's own storage; where a person has forbidden it, one that forgets with the page. */
export function openStorage(): TextStorage {
  try {
    localStorage.getItem('');
    return localStorage;
  } catch {
    return createMemoryStorage();
  }
}

function createMemoryStorage(): TextStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
