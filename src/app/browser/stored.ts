import { z } from 'zod';
import type { TextStorage } from './open-storage.ts';

/** A value in a Storage, shared by all tabs of a browser. */
export interface Stored<T> {
  read(): T;
  /**
   * Reads the stored value again, because another tab may have changed it, then stores and returns the changed value.
   */
  update(change: (value: T) => T): T;
  clear(): void;
  /** Calls back with the new value each time another tab has changed it. Returns an unsubscribe function. */
  subscribe(listener: (value: T) => void): () => void;
}

/**
 * Opens a value that is stored as JSON.
 * @param empty the value if nothing is stored, or if the stored value does not match the schema
 */
export function openStored<T>(storage: TextStorage, key: string, schema: z.ZodType<T>, empty: T): Stored<T> {
  function read(): T {
    try {
      return schema.parse(JSON.parse(storage.getItem(key) ?? ''));
    } catch {
      return empty;
    }
  }

  return {
    read,
    update(change) {
      const value = change(read());
      storage.setItem(key, JSON.stringify(value));
      return value;
    },
    clear: () => storage.removeItem(key),
    subscribe(listener) {
      function onStorage(event: StorageEvent): void {
        if (event.key === key) listener(read());
      }
      window.addEventListener('storage', onStorage);
      return () => window.removeEventListener('storage', onStorage);
    },
  };
}

const VERSION = 0;

/** Opens a value that is stored as `{"state": …, "version": 0}`, the format of zustand's `persist`. */
export function openStoredState<T>(
  storage: TextStorage,
  key: string,
  schema: z.ZodType<T>,
  empty: T,
): Stored<T> {
  const stateSchema = z.object({ state: schema, version: z.literal(VERSION).default(VERSION) });
  const stored = openStored(storage, key, stateSchema, { state: empty, version: VERSION });
  return {
    read: () => stored.read().state,
    update: (change) => stored.update(({ state, version }) => ({ state: change(state), version })).state,
    clear: stored.clear,
    subscribe: (listener) => stored.subscribe(({ state }) => listener(state)),
  };
}
