import { chmodSync } from 'node:fs';

/** Nobody but the hub's user reads what it writes from now on, nor what it has written into this folder before. */
export function keepFilesPrivate(folder: string): void {
  process.umask(0o077);
  try {
    chmodSync(folder, 0o700);
  } catch {
    // It is made later, or is another user's, or is no folder: then the database says what is wrong with it.
  }
}
