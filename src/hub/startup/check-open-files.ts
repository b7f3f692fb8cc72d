import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { StartupError } from '../errors/startup-error.ts';

/** How many files and connections a hub needs to have open besides those that it has when it starts. */
const NEEDED = 200;

/**
 * Makes sure that the system lets this process open some files more. Where it does not, everything would fail sooner or
 * later, each time in another way.
 * @throws StartupError where it does not
 */
export function checkOpenFiles(): void {
  const opened: number[] = [];
  try {
    while (opened.length < NEEDED) opened.push(openSync(devNull, 'r'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `The system lets the hub open no more than ${opened.length} further files (${code}), and it needs ${NEEDED}: ` +
        'raise the limit, for instance with "ulimit -n 1024".',
    );
  } finally {
    for (const file of opened) closeSync(file);
  }
}
