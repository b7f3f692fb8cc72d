import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { StartupError } from '../errors/startup-error.ts';

/** How many more files and connections a hub needs than it has open at its start. */
const NEEDED = 200;

/**
 * Checks that the system lets this process open enough files. Otherwise everything would fail sooner or later, each
 * time in a different way.
 * @throws StartupError if it does not
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
