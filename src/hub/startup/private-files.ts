import { chmodSync } from 'node:fs';

/**
 * Makes the hub's files readable only by its own user: those that it writes from now on, and those in this folder.
 */
export function keepFilesPrivate(folder: string): void {
  process.umask(0o077);
  try {
    chmodSync(folder, 0o700);
  } catch {
    // The folder does not exist yet, belongs to another user, or is not a folder. Opening the database reports what is
    // wrong.
  }
}
