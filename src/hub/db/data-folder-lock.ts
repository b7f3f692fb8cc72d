import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { StartupError } from '../errors/startup-error.ts';

/**
 * Makes the data folder if need be, and holds it for this process; two writers would ruin its data. The
 * kernel keeps the lock, so it ends with the process, however that ends.
 * @returns what gives the folder back
 * @throws StartupError where the folder cannot be written, or another hub holds it
 */
export function lockDataFolder(folder: string): () => void {
  const file = openLockFile(folder);
  if (!tryLock(file)) {
    closeSync(file);
    throw new StartupError(
      `Another hub holds the data folder ${folder}: stop that one, or set DATA_DIR to another folder.`,
    );
  }
  return () => closeSync(file);
}

function openLockFile(folder: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(join(folder, 'hub.lock'), 'w+');
  } catch (error) {
    throw new StartupError(
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): ` +
        'make it writable, or set DATA_DIR to another folder.',
    );
  }
}
