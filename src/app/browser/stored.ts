import type { z } from 'zod';
import type { TextStorage } from './open-storage.ts';

/** A value that a Storage keeps, and that all tabs of a browser share. */
export interface Stored<T> {
  readonly key: string;
  read(): T;
  /** Changes what is there now, another tab having perhaps written it. Gives what is there from then on. */
  update(change: (value: T) => T): T;
  clear(): void;
}

/**
 * A value in a Storage, as JSON that a schema can read.
 * @param empty stands for what is not there, or cannot be read by this version
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
    key,
    read,
    update(change) {
      const value = change(read());
      storage.setItem(key, JSON.stringify(value));
      return value;
    },
    clear: () => storage.removeItem(key),
  };
}
