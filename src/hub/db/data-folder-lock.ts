import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { StartupError } from '../errors/startup-error.ts';

/**
 * Creates the data folder if needed, and locks it for this process, because two writers would destroy its data. The
 * kernel releases the lock when the process ends, even after a crash.
 * @returns a function that releases the lock
 * @throws StartupError if the folder is not writable, or another hub has locked it
 */
export function lockDataFolder(folder: string): () => void {
  const file = openLockFile(folder);
  if (!tryLock(file)) {
    closeSync(file);
    throw new StartupError(
      `Another hub is using the data folder ${folder}: stop it, or set DATA_DIR to another folder.`,
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
      `The data folder ${folder} is not writable (${(error as NodeJS.ErrnoException).code}): ` +
        'make it writable, or set DATA_DIR to another folder.',
    );
  }
}
