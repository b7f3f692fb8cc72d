import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { StartupError } from '../errors/startup-error.ts';

/** Number of files and connections that a hub needs, in addition to those that are open at its start. */
const NEEDED = 200;

/**
 * Checks that the system lets this process open enough files. Without the check, operations would fail later, each
 * time in a different way.
 * @throws StartupError if the limit is too low
 */
export function checkOpenFiles(): void {
  const opened: number[] = [];
  try {
    while (opened.length < NEEDED) opened.push(openSync(devNull, 'r'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `The hub can open only ${opened.length} more files (${code}) and needs ${NEEDED}: ` +
        'raise the limit, for instance with "ulimit -n 1024".',
    );
  } finally {
    for (const file of opened) closeSync(file);
  }
}
